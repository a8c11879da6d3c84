<?php
// One hash by Drupal's own class. Put a Drupal 8 or 9 beside this file: composer create-project drupal/core drupal '^9'
require 'drupal/lib/Drupal/Component/Utility/Crypt.php';
require 'drupal/lib/Drupal/Core/Password/PasswordInterface.php';
require 'drupal/lib/Drupal/Core/Password/PhpassHashedPassword.php';

echo (new Drupal\Core\Password\PhpassHashedPassword(8))->hash($argv[1]), "\n";
