# English. Another language is a copy of this file with the same keys.
# Links, codes and markup never appear here: templates put them next to the texts.

## Times

duration-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
duration-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
duration-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
duration-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
instant = { $day } { month } { $year }, { $hour }:{ $minute } UTC
instant-local = { $day } { month } { $year }, { $hour }:{ $minute } local time ({ $utc } UTC)

## Words that several pages share

title-problem = Error: { $title }
email-label = Email address
password-label = Password
code-label = Code
code-hint = Six digits, from the email we sent you.
code-hint-sent = It’s checked as soon as you’ve entered all six.
account-label = Account
password-show = Show
password-hide = Hide
caps-lock = Caps Lock is on.
sign-in-button = Sign in
set-new-password = Set a new password
continue = Continue to { $location }
back-home = Back to { $location }
back-to-sign-in = Back to sign-in
to-sign-in = Go to sign-in
support = Need help?
imprint = Legal notice
privacy = Privacy
or = or
copy = Copy
copied = Copied
wrong-address = Wrong address? Change it
open-mailbox = Open { $provider }
open-inbox = Development mode: open the captured emails
resend-question = No email yet? It can take a minute. Check your spam folder, too.
resend-button = Send another email
resend-wait = You can ask for another in
limit-wait = You can try again in
offline = You seem to be offline. Check your connection, then try again.
use-another-address = Use another address
email-problem-missing = Enter your email address.
email-problem-invalid = This email address is incomplete. It should look like name@example.com.
email-suggestion = Did you mean
code-problem-malformed = Enter the six digits of your code.
code-problem-wrong = This code is wrong or has expired. Use the code from the newest email, or ask for another.

## A new password

forgot-title = Forgot your password?
forgot-lede = Enter your email address, and we’ll email you a link to set a new password.
forgot-button = Send email
forgot-link = Forgot your password?
ask-for-new-mail = Get a new email
check-mail-title = Check your email
check-mail-lede-link = If there’s an account with this address, an email with a link is on its way. Open it to set a new password.
check-mail-lede-code = If there’s an account with this address, an email with a code is on its way. Enter the code here, or open the link in the email.
check-mail-lede-sent-before = If there’s an account with this address, we’ve already sent emails to it. Use the newest one; we haven’t sent another.
code-title = Enter your code
code-lede = Enter the six-digit code from the email we sent you. Its link works just as well.
code-button = Continue
new-password-title = Set a new password
new-password-lede = Choose a password that you don’t use anywhere else.
new-password-label = New password
new-password-button = Save password
new-password-sessions = You’ll be signed out on every device.
new-password-sessions-stay = To be safe, also sign out on your other devices.
rule-met = Done:
rule-broken = Not yet:
rule-too-short = { $count ->
    [one] At least { $count } character
   *[other] At least { $count } characters
}
rule-too-long = { $count ->
    [one] Use at most { $count } character.
   *[other] Use at most { $count } characters.
}
rule-needs-upper = An upper-case letter
rule-needs-lower = A lower-case letter
rule-needs-digit = A digit
rule-needs-special = A special character, such as ! or #
rule-advice = Longer is stronger: a few words that only you would put together make a good password.
strength-weak = Weak: easy to guess
strength-fair = Fair: could be guessed
strength-good = Good: hard to guess
strength-strong = Strong: very hard to guess
rule-too-common = Many people use this password, so it’s one of the first that attackers try. Choose another.
rule-breached = This password is known from a data breach. Choose another.
rule-contains-identity = This password is little more than your address or name. Choose another.
rule-reused = This is your current password. Choose another.
rule-used-before = You’ve used this password before. Choose another.
rule-changed-too-recently = Your password was changed a short while ago. Try again later.
reset-done-title = Your password has been changed
reset-done-lede = You can sign in with it now. You’ve been signed out on every device.
reset-done-lede-stay = You can sign in with it now. To be safe, also sign out on your other devices.
reset-done-signed-in = You’re signed in here. You’ve been signed out on every other device.
reset-done-notice = We’ve emailed you about this change, in case it wasn’t you.

## Signing in and out

sign-in-title = Sign in
sign-in-lede = Welcome back to { $location }.
sign-in-code-button = Email me a code instead
sign-in-problem-no-password = Enter your password.
sign-in-problem-wrong = The address or password is wrong. Try again, or set a new password.
sign-in-problem-must-reset = Set a new password before you sign in. Choose “Forgot your password?”.
sign-in-problem-not-verified = Confirm your address before you sign in. Choose “Forgot your password?”: that email confirms it, too.
sign-in-notice-session-ended = Your session has ended. Please sign in again.
sign-in-notice-password-changed = Your password has been changed. You can sign in with it now.
sign-in-link-title = Sign in to { $location }?
sign-in-link-lede = You opened a sign-in link for this account:
sign-in-link-hint = If you didn’t ask for this link, close this page. Nothing has changed.
signed-in-title = You’re signed in
signed-in-lede = Good to see you again.
signed-in-lede-named = Good to see you again, { $name }.
sign-out-button = Sign out
signed-out-title = You’re signed out
signed-out-lede = You’ve been signed out on this device.
sign-in-again = Sign in again

## Confirming an address

verify-page-title = Confirm your address
verify-page-lede = Is this your address, and did you sign up at { $location } yourself?
verify-page-button = Yes, confirm
verify-page-hint = If you didn’t sign up, close this page: someone else may have chosen the password. Nothing has changed.
verify-done-title = Your address is confirmed
verify-done-lede = You can now sign in.

## This wasn't me

not-me-title = Didn’t make this change?
not-me-lede = We emailed you about a change to this account. If you didn’t make it, lock the account now:
not-me-lede-address = The email address of your account was changed. If you didn’t do this, lock the account now:
not-me-sessions = Every device will be signed out.
not-me-sessions-stay = Devices that are already signed in may stay signed in.
not-me-links = Every link and code that we’ve emailed will stop working.
not-me-shut = Nobody can sign in until you set a new password.
not-me-shut-address = Nobody can sign in until support unlocks the account.
not-me-button = This wasn’t me: lock the account
not-me-otherwise = If this was you, close this page. Your account won’t be locked.
not-me-done-title = Your account is locked
not-me-done-lede = Every device has been signed out, and nobody can sign in until you set a new password.
not-me-done-second-factor = If the authenticator app on this account isn’t yours, please contact support at { $location }: a new password doesn’t remove it.
not-me-done-lede-address = Every device has been signed out, and nobody can sign in. To get your account back, please contact support at { $location }.

## Links that can't be used

link-problem-title = This link doesn’t work
link-expired-title = This link has expired
link-expired = To keep your account safe, links expire after { $duration }.
link-used-title = This link has already been used
link-used = Each link works once.
link-void = It’s out of date: your account has changed since we sent it.
link-unknown = It’s incomplete, or it was opened in another browser. Open it from the email again, or get a new one.
link-left-open = This page was open for too long. Open the link in the email again.
link-no-cookies = Your browser didn’t send the cookie that this page needs. Allow cookies for this site, then open the link in the email again.
code-void-title = This code is out of date
code-void = The code was right, but your account has changed since we sent it. Maybe you’ve already used the link in the same email. Sign in with your new password, or get a new email.
link-problem-button = Send a new email
link-again-button = Send a new link
link-again-hint = It goes to the mailbox that received this one.
link-sent-again = A new link is on its way to the mailbox that received the last one. Open it there to continue.
link-sent-before = We’ve already sent a newer email to that mailbox. Use the newest one; we haven’t sent another.
link-problem-verify = If your address isn’t confirmed yet, go back to where you signed up and ask for a new email.
link-problem-new-address = If your account doesn’t have the new address yet, go back to where you changed it and do so again.
link-problem-not-me = If you don’t recognize a change to your account, set a new password now. That signs everyone else out. If you can’t, please contact support.
link-problem-not-me-stay = If you don’t recognize a change to your account, set a new password now. If you can’t, please contact support.

## Errors

error-not-found = This page doesn’t exist
    .help = The address may be mistyped, or the page may have moved.
error-bad-request = We couldn’t read that
    .help = Something went wrong with your request. Go back and try again.
error-form-expired = This form has expired
    .help = It was open for too long, or your browser didn’t send our cookie. Go back, reload the page and try again.
error-no-cookies = Your browser blocks cookies
    .help = This page needs a cookie to know that the form is yours. Allow cookies for this site, go back, reload the page and try again.
error-wrong-host = This page has a different address
    .help = You opened it at an address it isn’t meant for, so its forms don’t work there. Open it here instead:
error-wrong-passwords = Too many wrong passwords
    .help = Too many wrong passwords were entered for this address from your network. Your account is safe. You don’t have to wait: have a code emailed to you, or set a new password.
error-too-many = Too many attempts
    .help = There have been too many attempts from your network. Your account is safe.
error-overloaded = We’re very busy right now
    .help = We couldn’t take your request. Please try again in a moment.
error-mail-off = We can’t send email right now
    .help = Please contact support.
error-internal = Something went wrong on our side
    .help = Your request may not have gone through. Please try again in a moment.
error-retry = Try again in { $duration }.
error-status = Status { $status }
error-request-id = If you contact support, please mention

## Development inbox

inbox-title = Development inbox
inbox-live = New emails appear automatically
inbox-search = Search
inbox-clear = Delete all
inbox-delete = Delete
inbox-download = Download
inbox-unread = Unread
inbox-list = Captured emails
inbox-from = From
inbox-to = To
inbox-time = Time
inbox-link = Link
inbox-html = HTML
inbox-text = Text
inbox-source = Source
inbox-headers = Headers
inbox-phone = Phone width
inbox-light = Light
inbox-dark = Dark
inbox-no-images = Without images
inbox-empty = No emails yet
inbox-empty-hint = Every email that the server would send lands here. Ask for one at

## Mails

mail-greeting = Hello,
mail-greeting-named = Hello { $name },
mail-link-fallback = If the button doesn’t work, copy this address into your browser:
mail-footer = This email was sent automatically by { $location }.
mail-code-prompt = Enter this code on the page where you asked for it:
mail-code-valid = The code expires after { $duration }. Don’t share it with anyone; we’ll never ask you for it.
mail-link-beside = Or use this button instead of the code:
mail-link-beside-text = Or open this link instead of using the code:
mail-link-once = The link expires after { $duration } and works once.
mail-link-valid = The link expires after { $duration }.
mail-requested = Requested from:
mail-time = Time
mail-device = Device
mail-device-both = { $browser } on { $system }
mail-place = Approximate location
mail-place-city = { $city }, { $country }
mail-network = Network
mail-secure-mailbox = The person who did this may be able to read your email. Change the password of your email account, too.

reset-link-subject = Set a new password for { $location }
reset-link-preheader = Open the link to set a new password. If it wasn’t you, you can ignore this email.

reset-code-subject = Your code for a new password at { $location }
reset-code-preheader = Enter the code to set a new password. If it wasn’t you, you can ignore this email.
reset-body = We received a request to set a new password for your account { $email } at { $location }.
reset-otherwise = If it wasn’t you, you can ignore this email. Your password hasn’t changed.
reset-choice-body = We received a request to set a new password. Several accounts at { $location } use the address { $email }. Choose the one that you mean:
reset-choice-link = Set a new password for { $user }
reset-choice-once = Each link expires after { $duration } and works once.

sign-in-mail-subject = Sign in to { $location }
sign-in-mail-preheader = Finish signing in. If it wasn’t you, you can ignore this email.
sign-in-mail-body = We received a request to sign in to your account { $email } at { $location } without a password.
sign-in-mail-otherwise = If it wasn’t you, you can ignore this email. Nobody can sign in this way without it.

verify-email-subject = Confirm your email address for { $location }
verify-email-preheader = Confirm that this address is yours.
verify-email-title = Confirm your address
verify-email-body = Please confirm that { $email } is your address, so that { $location } can reach you when it matters.
verify-email-button = Confirm address
verify-email-otherwise = If you didn’t sign up at { $location } yourself, please don’t confirm: someone else may have chosen the password. Without your confirmation the address won’t be used.

new-address-subject = Confirm your new address for { $location }
new-address-preheader = Your account gets this address once you confirm it.
new-address-title = Confirm your new address
new-address-body = { $email } is to become the address of an account at { $location }. Confirm it only if that account is yours.
new-address-button = Confirm new address
new-address-otherwise = If you didn’t ask for this, please don’t confirm: you’d be giving someone else’s account your address. Without your confirmation nothing changes.

no-account-subject = No account at { $location } with this address
no-account-preheader = Someone entered your address, but there’s no account with it.
no-account-title = There’s no account with this address
no-account-body = Someone entered this address at { $location } to set a new password or to sign in, but there’s no account with it.
no-account-you = If it was you, you may have signed up with another address. Try again with that one.
no-account-otherwise = If it wasn’t you, you can ignore this email. No account has been created.
no-account-home = Go to { $location }

password-changed-subject = Your password for { $location } was changed
password-changed-preheader = If this was you, there’s nothing to do. If not, lock your account now.
password-changed-title = Your password was changed
password-changed-body = The password of your account { $email } at { $location } was changed. Every device has been signed out.
password-changed-body-stay = The password of your account { $email } at { $location } was changed. Devices that are already signed in may stay signed in.
password-changed-you = If this was you, there’s nothing to do.
password-changed-otherwise = If it wasn’t you, lock the account now. Every device will be signed out, and nobody can sign in until you set a new password.
password-changed-otherwise-stay = If it wasn’t you, lock the account now. Nobody can sign in then until you set a new password.
password-changed-button = This wasn’t me

disowned-subject = Your account at { $location } is locked
disowned-preheader = Nobody can sign in until you set a new password.
disowned-title = Your account is locked
disowned-body = You told us that the last change to your account { $email } at { $location } wasn’t yours. Every device has been signed out, and your account stays locked until you set a new password.
disowned-body-stay = You told us that the last change to your account { $email } at { $location } wasn’t yours. Your account stays locked until you set a new password, but devices that are already signed in may stay signed in.
disowned-next = To unlock it, set a new password:

address-taken-subject = You already have an account at { $location }
address-taken-preheader = Someone tried to use your address for another account. If it was you, just sign in.
address-taken-title = You already have an account
address-taken-body = Someone tried to use the address { $email } for another account at { $location }. It already has an account, so nothing was created or changed.
address-taken-you = If it was you, sign in with your password. If you’ve forgotten it, you can set a new one:
account-safe = If it wasn’t you, you can ignore this email. Your account is safe.

other-provider-subject = Sign in to { $location } with { $provider }
other-provider-preheader = Your account has no password to reset.
other-provider-title = Your account has no password
other-provider-body = Someone asked for a new password for your account { $email } at { $location }. It has none: you sign in with { $provider }.
other-provider-you = If it was you, choose { $provider } where you sign in. If { $provider } doesn’t let you in, recover your account there.

second-factor-title = Confirm it’s you
second-factor-lede = Two-step sign-in is on for this account:
second-factor-after-reset = Your password has been changed. One more step to sign in.
second-factor-label = Enter the code from your authenticator app
second-factor-hint = Lost your phone? Use a recovery code instead.
second-factor-recovery-label = Recovery code
second-factor-problem-malformed = Enter the six digits from your app, or a recovery code.
second-factor-problem-wrong = This code is wrong, has expired, or was already used. Wait for the next one and try again.
second-factor-problem-blocked = Too many wrong codes. Codes from the app work again in { $duration }; a recovery code works now.
second-factor-added-subject = Two-step sign-in is on for { $location }
second-factor-added-title = Two-step sign-in is on
second-factor-added-body = Two-step sign-in has been turned on for your account { $email } at { $location }. From now on, signing in also takes a code from your authenticator app.
second-factor-removed-subject = Two-step sign-in is off for { $location }
second-factor-removed-title = Two-step sign-in is off
second-factor-removed-body = Two-step sign-in has been turned off for your account { $email } at { $location }. From now on, your password alone is enough to sign in.
second-factor-codes-subject = New recovery codes for { $location }
second-factor-codes-title = You have new recovery codes
second-factor-codes-body = New recovery codes were created for your account { $email } at { $location }. The old ones no longer work.
second-factor-guessed-subject = Wrong codes entered for your account at { $location }
second-factor-guessed-title = Someone knows your password and is trying codes
second-factor-guessed-body = Someone entered the right password for your account { $email } at { $location }, and then five wrong codes. For a while, codes from your authenticator app won’t be accepted. Your recovery codes still work.

address-changed-subject = Your address at { $location } was changed
address-changed-title = Your account has a new address
address-changed-body = { $email } is no longer the address of your account at { $location }. Every device has been signed out, and emails go to the new address from now on.
address-changed-otherwise = If it wasn’t you, lock the account now. Every device will be signed out, and nobody can sign in until support unlocks it.
session-elsewhere-subject = Your session at { $location } was used elsewhere
session-elsewhere-title = Your session was used elsewhere
session-elsewhere-body = Your session as { $email } at { $location } was just used from a network far from the previous one. If someone copied it, they have access to your account.
session-elsewhere-you = If you’ve been traveling, switched networks or turned on a VPN, it was you, and there’s nothing to do.
new-sign-in-subject = New sign-in to { $location }
new-sign-in-title = New sign-in to your account
new-sign-in-body = Someone just signed in to your account { $email } at { $location } from a place or device that we haven’t seen before.
