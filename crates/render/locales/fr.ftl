# Français. The keys are those of en.ftl.

## Times

duration-seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}
duration-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
duration-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
duration-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
month = { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
instant = { $day } { month } { $year } à { $hour }:{ $minute } (UTC)
instant-local = { $day } { month } { $year } à { $hour }:{ $minute }, heure locale ({ $utc } UTC)

## Words that several pages share

title-problem = Erreur : { $title }
email-label = Adresse e-mail
password-label = Mot de passe
code-label = Code
code-hint = Six chiffres, dans l’e-mail que nous vous avons envoyé.
code-hint-sent = Le code est vérifié dès que les six chiffres sont saisis.
account-label = Compte
password-show = Afficher
password-hide = Masquer
caps-lock = Le verrouillage des majuscules est activé.
sign-in-button = Se connecter
set-new-password = Choisir un nouveau mot de passe
continue = Continuer vers { $location }
back-home = Retour à { $location }
back-to-sign-in = Retour à la connexion
to-sign-in = Aller à la connexion
support = Besoin d’aide ?
imprint = Mentions légales
privacy = Confidentialité
or = ou
copy = Copier
copied = Copié
wrong-address = Adresse incorrecte ? Modifiez-la
open-mailbox = Ouvrir { $provider }
open-inbox = Mode développement : ouvrir les e-mails interceptés
resend-question = Pas encore d’e-mail ? Cela peut prendre une minute. Vérifiez aussi vos courriers indésirables.
resend-button = Envoyer un autre e-mail
resend-wait = Vous pourrez en demander un autre dans
limit-wait = Vous pourrez réessayer dans
offline = Vous semblez être hors ligne. Vérifiez votre connexion, puis réessayez.
use-another-address = Utiliser une autre adresse
email-problem-missing = Saisissez votre adresse e-mail.
email-problem-invalid = Cette adresse e-mail est incomplète. Elle doit ressembler à nom@example.com.
email-suggestion = Vouliez-vous dire
code-problem-malformed = Saisissez les six chiffres de votre code.
code-problem-wrong = Ce code est incorrect ou a expiré. Utilisez le code de l’e-mail le plus récent ou demandez-en un autre.

## A new password

forgot-title = Mot de passe oublié ?
forgot-lede = Saisissez votre adresse e-mail : nous vous enverrons un lien pour choisir un nouveau mot de passe.
forgot-button = Envoyer l’e-mail
forgot-link = Mot de passe oublié ?
ask-for-new-mail = Demander un nouvel e-mail
check-mail-title = Consultez votre messagerie
check-mail-lede-link = S’il existe un compte avec cette adresse, un e-mail contenant un lien est en route. Ouvrez ce lien pour choisir un nouveau mot de passe.
check-mail-lede-code = S’il existe un compte avec cette adresse, un e-mail contenant un code est en route. Saisissez le code ici ou ouvrez le lien de l’e-mail.
check-mail-lede-sent-before = S’il existe un compte avec cette adresse, nous lui avons déjà envoyé des e-mails. Utilisez le plus récent ; nous n’en avons pas envoyé d’autre.
code-title = Saisissez votre code
code-lede = Saisissez le code à six chiffres de l’e-mail que nous vous avons envoyé. Le lien de l’e-mail fonctionne tout aussi bien.
code-button = Continuer
new-password-title = Choisissez un nouveau mot de passe
new-password-lede = Choisissez un mot de passe que vous n’utilisez nulle part ailleurs.
new-password-label = Nouveau mot de passe
new-password-button = Enregistrer
new-password-sessions = Tous vos appareils seront déconnectés.
new-password-sessions-stay = Par sécurité, déconnectez-vous aussi de vos autres appareils.
rule-met = Respecté :
rule-broken = Pas encore respecté :
rule-too-short = { $count ->
    [one] Au moins { $count } caractère
   *[other] Au moins { $count } caractères
}
rule-too-long = { $count ->
    [one] Utilisez au plus { $count } caractère.
   *[other] Utilisez au plus { $count } caractères.
}
rule-needs-upper = Une lettre majuscule
rule-needs-lower = Une lettre minuscule
rule-needs-digit = Un chiffre
rule-needs-special = Un caractère spécial, comme ! ou #
rule-advice = Plus il est long, plus il est sûr : quelques mots que personne d’autre n’associerait font un bon mot de passe.
strength-weak = Faible : facile à deviner
strength-fair = Moyen : pourrait être deviné
strength-good = Bon : difficile à deviner
strength-strong = Fort : très difficile à deviner
rule-too-common = Beaucoup de personnes utilisent ce mot de passe : c’est l’un des premiers qu’essaient les pirates. Choisissez-en un autre.
rule-breached = Ce mot de passe figure dans une fuite de données connue. Choisissez-en un autre.
rule-contains-identity = Ce mot de passe ressemble trop à votre adresse ou à votre nom. Choisissez-en un autre.
rule-reused = C’est votre mot de passe actuel. Choisissez-en un autre.
rule-used-before = Vous avez déjà utilisé ce mot de passe. Choisissez-en un autre.
rule-changed-too-recently = Votre mot de passe a été modifié il y a peu. Réessayez plus tard.
reset-done-title = Votre mot de passe a été modifié
reset-done-lede = Vous pouvez maintenant l’utiliser pour vous connecter. Tous vos appareils ont été déconnectés.
reset-done-lede-stay = Vous pouvez maintenant l’utiliser pour vous connecter. Par sécurité, déconnectez-vous aussi de vos autres appareils.
reset-done-signed-in = Cet appareil est connecté. Tous vos autres appareils ont été déconnectés.
reset-done-notice = Nous vous avons envoyé un e-mail à propos de cette modification, au cas où elle ne viendrait pas de vous.

## Signing in and out

sign-in-title = Se connecter
sign-in-lede = Bienvenue sur { $location }.
sign-in-code-button = Recevoir un code par e-mail
sign-in-problem-no-password = Saisissez votre mot de passe.
sign-in-problem-wrong = L’adresse ou le mot de passe est incorrect. Réessayez ou choisissez un nouveau mot de passe.
sign-in-problem-must-reset = Vous devez choisir un nouveau mot de passe avant de vous connecter. Choisissez « Mot de passe oublié ? ».
sign-in-problem-not-verified = Vous devez confirmer votre adresse avant de vous connecter. Choisissez « Mot de passe oublié ? » : cet e-mail la confirme aussi.
sign-in-notice-session-ended = Votre session est terminée. Veuillez vous reconnecter.
sign-in-notice-password-changed = Votre mot de passe a été modifié. Vous pouvez maintenant l’utiliser pour vous connecter.
sign-in-link-title = Se connecter à { $location } ?
sign-in-link-lede = Vous avez ouvert un lien de connexion pour ce compte :
sign-in-link-hint = Si vous n’avez pas demandé ce lien, fermez cette page. Rien n’a changé.
signed-in-title = Connexion réussie
signed-in-lede = C’est un plaisir de vous revoir.
signed-in-lede-named = C’est un plaisir de vous revoir, { $name }.
sign-out-button = Se déconnecter
signed-out-title = Déconnexion réussie
signed-out-lede = Votre session sur cet appareil est terminée.
sign-in-again = Se reconnecter

## Confirming an address

verify-page-title = Confirmez votre adresse
verify-page-lede = Est-ce bien votre adresse, et avez-vous créé vous-même un compte sur { $location } ?
verify-page-button = Oui, confirmer
verify-page-hint = Si vous n’avez pas créé de compte, fermez cette page : quelqu’un d’autre a pu choisir le mot de passe. Rien n’a changé.
verify-done-title = Votre adresse est confirmée
verify-done-lede = Vous pouvez maintenant vous connecter.

## This wasn't me

not-me-title = Ce n’était pas vous ?
not-me-lede = Nous vous avons envoyé un e-mail à propos d’une modification de ce compte. Si elle ne vient pas de vous, bloquez le compte maintenant :
not-me-lede-address = L’adresse e-mail de votre compte a été modifiée. Si ce n’était pas vous, bloquez le compte maintenant :
not-me-sessions = Tous les appareils seront déconnectés.
not-me-sessions-stay = Les appareils déjà connectés peuvent le rester.
not-me-links = Tous les liens et codes que nous avons envoyés par e-mail cesseront de fonctionner.
not-me-shut = Personne ne pourra se connecter avant que vous ne choisissiez un nouveau mot de passe.
not-me-shut-address = Personne ne pourra se connecter avant que l’assistance ne débloque le compte.
not-me-button = Ce n’était pas moi : bloquer le compte
not-me-otherwise = Si c’était vous, fermez cette page. Votre compte ne sera pas bloqué.
not-me-done-title = Votre compte est bloqué
not-me-done-lede = Tous les appareils ont été déconnectés, et personne ne peut se connecter avant que vous ne choisissiez un nouveau mot de passe.
not-me-done-second-factor = Si l’application d’authentification de ce compte n’est pas la vôtre, contactez l’assistance de { $location } : un nouveau mot de passe ne la retire pas.
not-me-done-lede-address = Tous les appareils ont été déconnectés, et personne ne peut se connecter. Pour récupérer votre compte, contactez l’assistance de { $location }.

## Links that can't be used

link-problem-title = Ce lien ne fonctionne pas
link-expired-title = Ce lien a expiré
link-expired = Pour la sécurité de votre compte, les liens expirent au bout de { $duration }.
link-used-title = Ce lien a déjà été utilisé
link-used = Chaque lien ne fonctionne qu’une fois.
link-void = Il n’est plus à jour : votre compte a changé depuis son envoi.
link-unknown = Il est incomplet ou a été ouvert dans un autre navigateur. Rouvrez-le depuis l’e-mail ou demandez-en un nouveau.
link-left-open = Cette page est restée ouverte trop longtemps. Rouvrez le lien de l’e-mail.
link-no-cookies = Votre navigateur n’a pas envoyé le cookie dont cette page a besoin. Autorisez les cookies pour ce site, puis rouvrez le lien de l’e-mail.
code-void-title = Ce code n’est plus à jour
code-void = Le code était correct, mais votre compte a changé depuis son envoi. Vous avez peut-être déjà utilisé le lien du même e-mail. Connectez-vous avec votre nouveau mot de passe ou demandez un nouvel e-mail.
link-problem-button = Envoyer un nouvel e-mail
link-again-button = Envoyer un nouveau lien
link-again-hint = Il sera envoyé à la boîte mail qui a reçu celui-ci.
link-sent-again = Un nouveau lien est en route vers la boîte mail qui a reçu le précédent. Ouvrez-le depuis cette boîte pour continuer.
link-sent-before = Nous avons déjà envoyé un e-mail plus récent à cette boîte mail. Utilisez le plus récent ; nous n’en avons pas envoyé d’autre.
link-problem-verify = Si votre adresse n’est pas encore confirmée, retournez là où vous avez créé votre compte et demandez un nouvel e-mail.
link-problem-new-address = Si votre compte n’a pas encore la nouvelle adresse, retournez là où vous l’avez modifiée et recommencez.
link-problem-not-me = Si vous ne reconnaissez pas une modification de votre compte, choisissez maintenant un nouveau mot de passe. Toutes les autres personnes seront déconnectées. Si vous n’y arrivez pas, contactez l’assistance.
link-problem-not-me-stay = Si vous ne reconnaissez pas une modification de votre compte, choisissez maintenant un nouveau mot de passe. Si vous n’y arrivez pas, contactez l’assistance.

## Errors

error-not-found = Cette page n’existe pas
    .help = L’adresse est peut-être mal saisie, ou la page a été déplacée.
error-bad-request = Nous n’avons pas pu lire cette demande
    .help = Un problème est survenu avec votre demande. Revenez en arrière et réessayez.
error-form-expired = Ce formulaire a expiré
    .help = Il est resté ouvert trop longtemps, ou votre navigateur n’a pas envoyé notre cookie. Revenez en arrière, rechargez la page et réessayez.
error-no-cookies = Votre navigateur bloque les cookies
    .help = Cette page a besoin d’un cookie pour savoir que le formulaire vient de vous. Autorisez les cookies pour ce site, revenez en arrière, rechargez la page et réessayez.
error-wrong-host = Cette page a une autre adresse
    .help = Vous l’avez ouverte sous une adresse qui n’est pas la sienne, où ses formulaires ne fonctionnent pas. Ouvrez-la plutôt ici :
error-wrong-passwords = Trop de mots de passe incorrects
    .help = Trop de mots de passe incorrects ont été saisis pour cette adresse depuis votre réseau. Votre compte est en sécurité. Inutile d’attendre : recevez un code par e-mail ou choisissez un nouveau mot de passe.
error-too-many = Trop de tentatives
    .help = Il y a eu trop de tentatives depuis votre réseau. Votre compte est en sécurité.
error-overloaded = Nous sommes très sollicités en ce moment
    .help = Nous n’avons pas pu prendre en compte votre demande. Veuillez réessayer dans un instant.
error-mail-off = Impossible d’envoyer des e-mails pour le moment
    .help = Veuillez contacter l’assistance.
error-internal = Un problème est survenu de notre côté
    .help = Votre demande n’a peut-être pas abouti. Veuillez réessayer dans un instant.
error-retry = Réessayez dans { $duration }.
error-status = Statut { $status }
error-request-id = Si vous contactez l’assistance, indiquez

## Development inbox

inbox-title = Boîte de développement
inbox-live = Les nouveaux e-mails apparaissent automatiquement
inbox-search = Rechercher
inbox-clear = Tout supprimer
inbox-delete = Supprimer
inbox-download = Télécharger
inbox-unread = Non lu
inbox-list = E-mails interceptés
inbox-from = De
inbox-to = À
inbox-time = Heure
inbox-link = Lien
inbox-html = HTML
inbox-text = Texte
inbox-source = Source
inbox-headers = En-têtes
inbox-phone = Largeur téléphone
inbox-light = Clair
inbox-dark = Sombre
inbox-no-images = Sans images
inbox-empty = Pas encore d’e-mails
inbox-empty-hint = Tous les e-mails que le serveur enverrait arrivent ici. Demandez-en un sur

## Mails

mail-greeting = Bonjour,
mail-greeting-named = Bonjour { $name },
mail-link-fallback = Si le bouton ne fonctionne pas, copiez cette adresse et collez-la dans votre navigateur :
mail-footer = Cet e-mail a été envoyé automatiquement par { $location }.
mail-code-prompt = Saisissez ce code sur la page où vous l’avez demandé :
mail-code-valid = Le code expire au bout de { $duration }. Ne le communiquez à personne ; nous ne vous le demanderons jamais.
mail-link-beside = Ou utilisez ce bouton à la place du code :
mail-link-beside-text = Ou ouvrez ce lien à la place du code :
mail-link-once = Le lien expire au bout de { $duration } et ne fonctionne qu’une fois.
mail-link-valid = Le lien expire au bout de { $duration }.
mail-requested = Demande effectuée depuis :
mail-time = Date et heure
mail-device = Appareil
mail-device-both = { $browser } sur { $system }
mail-place = Lieu approximatif
mail-place-city = { $city }, { $country }
mail-network = Réseau
mail-secure-mailbox = La personne qui a fait cela a peut-être accès à vos e-mails. Changez également le mot de passe de votre messagerie.

reset-link-subject = Choisissez un nouveau mot de passe pour { $location }
reset-link-preheader = Ouvrez le lien pour choisir un nouveau mot de passe. Si ce n’était pas vous, vous pouvez ignorer cet e-mail.

reset-code-subject = Votre code pour un nouveau mot de passe sur { $location }
reset-code-preheader = Saisissez le code pour choisir un nouveau mot de passe. Si ce n’était pas vous, vous pouvez ignorer cet e-mail.
reset-body = Nous avons reçu une demande de nouveau mot de passe pour votre compte { $email } sur { $location }.
reset-otherwise = Si ce n’était pas vous, vous pouvez ignorer cet e-mail. Votre mot de passe n’a pas changé.
reset-choice-body = Nous avons reçu une demande de nouveau mot de passe. Plusieurs comptes sur { $location } utilisent l’adresse { $email }. Choisissez celui qui vous intéresse :
reset-choice-link = Choisir un nouveau mot de passe pour { $user }
reset-choice-once = Chaque lien expire au bout de { $duration } et ne fonctionne qu’une fois.

sign-in-mail-subject = Connexion à { $location }
sign-in-mail-preheader = Terminez votre connexion. Si ce n’était pas vous, vous pouvez ignorer cet e-mail.
sign-in-mail-body = Nous avons reçu une demande de connexion sans mot de passe à votre compte { $email } sur { $location }.
sign-in-mail-otherwise = Si ce n’était pas vous, vous pouvez ignorer cet e-mail. Sans lui, personne ne peut se connecter ainsi.

verify-email-subject = Confirmez votre adresse e-mail pour { $location }
verify-email-preheader = Confirmez que cette adresse est la vôtre.
verify-email-title = Confirmez votre adresse
verify-email-body = Veuillez confirmer que { $email } est bien votre adresse, afin que { $location } puisse vous joindre quand c’est important.
verify-email-button = Confirmer l’adresse
verify-email-otherwise = Si vous n’avez pas créé vous-même de compte sur { $location }, ne confirmez pas : quelqu’un d’autre a pu choisir le mot de passe. Sans votre confirmation, l’adresse ne sera pas utilisée.

new-address-subject = Confirmez votre nouvelle adresse pour { $location }
new-address-preheader = Votre compte aura cette adresse dès que vous l’aurez confirmée.
new-address-title = Confirmez votre nouvelle adresse
new-address-body = { $email } doit devenir l’adresse d’un compte sur { $location }. Ne confirmez que si ce compte est le vôtre.
new-address-button = Confirmer la nouvelle adresse
new-address-otherwise = Si vous n’êtes pas à l’origine de cette demande, ne confirmez pas : le compte de quelqu’un d’autre recevrait votre adresse. Sans votre confirmation, rien ne change.

no-account-subject = Aucun compte sur { $location } avec cette adresse
no-account-preheader = Quelqu’un a saisi votre adresse, mais aucun compte ne l’utilise.
no-account-title = Il n’y a pas de compte avec cette adresse
no-account-body = Quelqu’un a saisi cette adresse sur { $location } pour choisir un nouveau mot de passe ou se connecter, mais aucun compte ne l’utilise.
no-account-you = Si c’était vous, votre compte utilise peut-être une autre adresse. Réessayez avec celle-là.
no-account-otherwise = Si ce n’était pas vous, vous pouvez ignorer cet e-mail. Aucun compte n’a été créé.
no-account-home = Aller sur { $location }

password-changed-subject = Votre mot de passe pour { $location } a été modifié
password-changed-preheader = Si c’était vous, vous n’avez rien à faire. Sinon, bloquez votre compte maintenant.
password-changed-title = Votre mot de passe a été modifié
password-changed-body = Le mot de passe de votre compte { $email } sur { $location } a été modifié. Tous les appareils ont été déconnectés.
password-changed-body-stay = Le mot de passe de votre compte { $email } sur { $location } a été modifié. Les appareils déjà connectés peuvent le rester.
password-changed-you = Si c’était vous, vous n’avez rien à faire.
password-changed-otherwise = Si ce n’était pas vous, bloquez le compte maintenant. Tous les appareils seront déconnectés, et personne ne pourra se connecter avant que vous ne choisissiez un nouveau mot de passe.
password-changed-otherwise-stay = Si ce n’était pas vous, bloquez le compte maintenant. Personne ne pourra alors se connecter avant que vous ne choisissiez un nouveau mot de passe.
password-changed-button = Ce n’était pas moi

disowned-subject = Votre compte sur { $location } est bloqué
disowned-preheader = Personne ne peut se connecter avant que vous ne choisissiez un nouveau mot de passe.
disowned-title = Votre compte est bloqué
disowned-body = Vous nous avez signalé que la dernière modification de votre compte { $email } sur { $location } ne venait pas de vous. Tous les appareils ont été déconnectés, et votre compte reste bloqué jusqu’à ce que vous choisissiez un nouveau mot de passe.
disowned-body-stay = Vous nous avez signalé que la dernière modification de votre compte { $email } sur { $location } ne venait pas de vous. Votre compte reste bloqué jusqu’à ce que vous choisissiez un nouveau mot de passe, mais les appareils déjà connectés peuvent le rester.
disowned-next = Pour le débloquer, choisissez un nouveau mot de passe :

address-taken-subject = Vous avez déjà un compte sur { $location }
address-taken-preheader = Quelqu’un a essayé d’utiliser votre adresse pour un autre compte. Si c’était vous, connectez-vous simplement.
address-taken-title = Vous avez déjà un compte
address-taken-body = Quelqu’un a essayé d’utiliser l’adresse { $email } pour un autre compte sur { $location }. Il existe déjà un compte avec cette adresse : rien n’a été créé ni modifié.
address-taken-you = Si c’était vous, connectez-vous avec votre mot de passe. Si vous l’avez oublié, vous pouvez en choisir un nouveau :
account-safe = Si ce n’était pas vous, vous pouvez ignorer cet e-mail. Votre compte est en sécurité.

other-provider-subject = Connectez-vous à { $location } avec { $provider }
other-provider-preheader = Votre compte n’a pas de mot de passe à réinitialiser.
other-provider-title = Votre compte n’a pas de mot de passe
other-provider-body = Quelqu’un a demandé un nouveau mot de passe pour votre compte { $email } sur { $location }. Il n’en a pas : vous vous connectez avec { $provider }.
other-provider-you = Si c’était vous, choisissez { $provider } au moment de vous connecter. Si { $provider } vous refuse l’accès, récupérez votre compte chez ce fournisseur.

second-factor-title = Confirmez que c’est vous
second-factor-lede = La validation en deux étapes est activée pour ce compte :
second-factor-after-reset = Votre mot de passe a été modifié. Encore une étape pour vous connecter.
second-factor-label = Saisissez le code de votre application d’authentification
second-factor-hint = Téléphone perdu ? Utilisez un code de récupération.
second-factor-recovery-label = Code de récupération
second-factor-problem-malformed = Saisissez les six chiffres de l’application ou un code de récupération.
second-factor-problem-wrong = Ce code est incorrect, a expiré ou a déjà été utilisé. Attendez le suivant et réessayez.
second-factor-problem-blocked = Trop de codes incorrects. Les codes de l’application fonctionneront à nouveau dans { $duration } ; un code de récupération fonctionne dès maintenant.

second-factor-added-subject = La validation en deux étapes est activée pour { $location }
second-factor-added-title = La validation en deux étapes est activée
second-factor-added-body = La validation en deux étapes a été activée pour votre compte { $email } sur { $location }. Désormais, il faut aussi un code de votre application d’authentification pour vous connecter.
second-factor-removed-subject = La validation en deux étapes est désactivée pour { $location }
second-factor-removed-title = La validation en deux étapes est désactivée
second-factor-removed-body = La validation en deux étapes a été désactivée pour votre compte { $email } sur { $location }. Désormais, votre mot de passe suffit pour vous connecter.
second-factor-codes-subject = Nouveaux codes de récupération pour { $location }
second-factor-codes-title = Vous avez de nouveaux codes de récupération
second-factor-codes-body = De nouveaux codes de récupération ont été créés pour votre compte { $email } sur { $location }. Les anciens ne fonctionnent plus.
second-factor-guessed-subject = Codes incorrects saisis pour votre compte sur { $location }
second-factor-guessed-title = Quelqu’un connaît votre mot de passe et essaie des codes
second-factor-guessed-body = Quelqu’un a saisi le bon mot de passe de votre compte { $email } sur { $location }, puis cinq codes incorrects. Pendant quelque temps, les codes de votre application d’authentification ne seront pas acceptés. Vos codes de récupération fonctionnent toujours.

address-changed-subject = Votre adresse sur { $location } a été modifiée
address-changed-title = Votre compte a une nouvelle adresse
address-changed-body = { $email } n’est plus l’adresse de votre compte sur { $location }. Tous les appareils ont été déconnectés, et les e-mails sont désormais envoyés à la nouvelle adresse.
address-changed-otherwise = Si ce n’était pas vous, bloquez le compte maintenant. Tous les appareils seront déconnectés, et personne ne pourra se connecter avant que l’assistance ne le débloque.
session-elsewhere-subject = Votre session sur { $location } a été utilisée ailleurs
session-elsewhere-title = Votre session a été utilisée ailleurs
session-elsewhere-body = Votre session { $email } sur { $location } vient d’être utilisée depuis un réseau éloigné du précédent. Si quelqu’un l’a copiée, cette personne a accès à votre compte.
session-elsewhere-you = Si vous étiez en déplacement, avez changé de réseau ou activé un VPN, c’était vous et vous n’avez rien à faire.
new-sign-in-subject = Nouvelle connexion à { $location }
new-sign-in-title = Nouvelle connexion à votre compte
new-sign-in-body = Quelqu’un vient de se connecter à votre compte { $email } sur { $location } depuis un lieu ou un appareil que nous ne connaissions pas.
