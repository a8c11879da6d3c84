# English. Another language is a copy of this file with the same keys.
# Links, codes and markup never stand here: templates put them beside the words.

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

## Words that several pages share

title-problem = Error: { $title }
email-label = Email address
password-label = Password
code-label = Code
code-hint = Six digits, from the email we sent you.
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
imprint = Imprint
privacy = Privacy
or = or
copy = Copy
copied = Copied
wrong-address = Not your address? Change it
open-inbox = Development mode: open the captured emails
resend-question = No email yet? It can take a minute. Check your spam folder, too.
resend-button = Send another email
resend-wait = You can ask for another in
email-problem-missing = Enter your email address.
email-problem-invalid = This email address is incomplete. It should look like name@example.com.
code-problem-malformed = Enter the six digits of your code.
code-problem-wrong = This code is wrong or has expired. Try again, use the link in the email, or ask for a new one.

## A new password

forgot-title = Forgot your password?
forgot-lede = Enter your account’s email address and we’ll send you what you need to set a new password.
forgot-button = Send email
forgot-link = Forgot your password?
ask-for-new-mail = Ask for a new email
check-mail-title = Check your email
check-mail-lede-link = If there’s an account with this address, an email with a link is on its way. Open the link to set a new password.
check-mail-lede-code = If there’s an account with this address, an email with a code is on its way. Enter the code here, or open the link in the email.
check-mail-lede-sent-before = If there’s an account with this address, we’ve already sent emails to it. Use the newest one; we haven’t sent another.
code-title = Enter your code
code-lede = The email we sent you has a six-digit code. The link next to it works just as well.
code-button = Continue
new-password-title = Set a new password
new-password-lede = Choose a password that you don’t use anywhere else.
new-password-label = New password
new-password-button = Save password
new-password-sessions = Saving signs you out on all your devices.
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
rule-advice = Long beats complicated: a few words that only you would put together make a good password.
strength-weak = Weak: easy to guess
strength-fair = Fair: could be guessed
strength-good = Good: hard to guess
strength-strong = Strong: very hard to guess
rule-too-common = Many people use this password, so it’s among the first to be tried. Choose another.
rule-breached = This password is known from a data breach. Choose another.
rule-contains-identity = This password is little more than your address or name. Choose another.
rule-reused = This is your current password. Choose another.
reset-done-title = Your password has been changed
reset-done-lede = You can sign in with it now. All your devices have been signed out.
reset-done-signed-in = You’re signed in. All other devices have been signed out.
reset-done-notice = We’ve sent you an email about this, in case it wasn’t you.

## Signing in and out

sign-in-title = Sign in
sign-in-lede = Welcome back to { $location }.
sign-in-code-button = Email me a code instead
sign-in-problem-no-password = Enter your password.
sign-in-problem-wrong = The address or password is wrong. Try again, or set a new password.
sign-in-problem-must-reset = You need to change your password before you can sign in. Choose “Forgot your password?”.
sign-in-problem-not-verified = You need to confirm your address before you can sign in. Choose “Forgot your password?”: the email confirms it, too.
sign-in-notice-session-ended = Your session has ended. Please sign in again.
sign-in-notice-password-changed = Your password has been changed. You can sign in with it now.
sign-in-link-title = Sign in to { $location }?
sign-in-link-lede = You opened a sign-in link for this account:
sign-in-link-hint = If you didn’t ask for this link, close this page. Nothing has happened.
signed-in-title = You’re signed in
signed-in-lede = Good to see you again.
signed-in-lede-named = Good to see you again, { $name }.
sign-out-button = Sign out
signed-out-title = You’re signed out
signed-out-lede = Your session on this device has ended.
sign-in-again = Sign in again

## Confirming an address

verify-page-title = Confirm your address
verify-page-lede = Is this your address, and did you sign up at { $location } yourself?
verify-page-button = Yes, confirm
verify-page-hint = If you didn’t sign up, close this page: someone else may have chosen the password. Nothing has happened.
verify-done-title = Your address is confirmed
verify-done-lede = You can go back to where you signed up, and sign in.

## This wasn't me

not-me-title = Was this not you?
not-me-lede = We emailed you about a change to this account. If you didn’t make it, lock the account now:
not-me-lede-address = Someone changed the email address of your account. If it wasn’t you, lock the account now:
not-me-sessions = Everyone who is signed in gets signed out.
not-me-links = All links and codes that we’ve emailed stop working.
not-me-shut = Nobody can sign in until you set a new password.
not-me-shut-address = Nobody can sign in until support unlocks the account.
not-me-button = It wasn’t me: lock the account
not-me-otherwise = If it was you, close this page. Nothing has happened.
not-me-done-title = Your account is locked
not-me-done-lede = Everyone has been signed out, and nobody can sign in until you set a new password.
not-me-done-second-factor = If the authenticator app on this account isn’t yours, contact support at { $location }: a new password doesn’t remove it.
not-me-done-lede-address = Everyone has been signed out, and nobody can sign in. To get your account back, contact support at { $location }.

## Links that can't be used

link-problem-title = This link doesn’t work
link-expired = It has expired: for your safety, links only work for a while.
link-used = It has already been used, and works only once.
link-void = It’s out of date: something about the account has changed since it was sent.
link-unknown = It’s incomplete, or was opened in another browser. Try opening it from the email again, or ask for a new one.
link-left-open = This page was open for too long. Open the link in the email again.
link-problem-button = Send a new email
link-problem-verify = If your address isn’t confirmed yet, go back to where you signed up and ask for a new email.
link-problem-not-me = If you don’t recognise a change to your account, set a new password now. That signs everyone else out. If you can’t, contact support.

## Errors

error-not-found = This page doesn’t exist
    .help = The address may be mistyped, or the page may have moved.
error-bad-request = We couldn’t read that
    .help = Something about the request wasn’t as expected. Please go back and try again.
error-form-expired = This form has expired
    .help = It was open for a long time, or your browser didn’t send our cookie. Please go back, reload the page and try again.
error-too-many = Too many attempts
    .help = There have been many attempts from your network. Your account is fine.
error-overloaded = We’re very busy right now
    .help = We couldn’t take your request. Please try again.
error-mail-off = Emails can’t be sent
    .help = This service isn’t sending emails at the moment. Please contact whoever runs it.
error-internal = Something went wrong on our side
    .help = Your request may not have gone through. Please try again in a moment.
error-retry = Try again in { $duration }.
error-status = Status { $status }
error-request-id = If you ask for help, please mention

## Development inbox

inbox-title = Development inbox
inbox-live = New emails appear by themselves
inbox-search = Search
inbox-clear = Delete all
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
inbox-empty = No emails yet
inbox-empty-hint = Emails that the server would send land here. Ask for one at

## Mails

mail-greeting = Hello,
mail-greeting-named = Hello { $name },
mail-link-fallback = If the button doesn’t work, copy this address into your browser:
mail-footer = This email was sent automatically by { $location }.
mail-code-prompt = Enter this code on the page where you asked for it:
mail-code-valid = The code works for { $duration }. Never share it; we’ll never ask you for it.
mail-link-beside = Or use this button instead of the code:
mail-link-beside-text = Or open this link instead of using the code:
mail-link-once = The link works once, for { $duration }.
mail-link-valid = The link works for { $duration }.
mail-time = When
mail-network = From network
mail-secure-mailbox = Whoever did this may be able to read your emails. Change the password of your mailbox, too.

reset-link-subject = Set a new password for { $location }
reset-link-preheader = Open the link to choose a new password. If you didn’t ask for it, there’s nothing to do.

reset-code-subject = Your code for a new password at { $location }
reset-code-preheader = Enter the code to choose a new password. If you didn’t ask for it, there’s nothing to do.
reset-body = Someone – hopefully you – asked to set a new password for your account { $email } at { $location }.
reset-otherwise = If it wasn’t you, there’s nothing to do: your password stays as it is.

sign-in-mail-subject = Sign in to { $location }
sign-in-mail-preheader = Finish signing in. If you didn’t ask for it, there’s nothing to do.
sign-in-mail-body = Someone – hopefully you – asked to sign in to your account { $email } at { $location } without a password.
sign-in-mail-otherwise = If it wasn’t you, there’s nothing to do: without this email nobody can sign in this way.

verify-email-subject = Confirm your email address for { $location }
verify-email-preheader = Confirm that this address is yours.
verify-email-title = Confirm your address
verify-email-body = Please confirm that { $email } is your address, so that { $location } can reach you when it matters.
verify-email-button = Confirm the address
verify-email-otherwise = If you didn’t sign up at { $location } yourself, please don’t confirm: someone else may have chosen the password. Without your confirmation the address won’t be used.

no-account-subject = No account at { $location } with this address
no-account-preheader = Someone entered your address, but there’s no account with it.
no-account-title = There’s no account with this address
no-account-body = Someone – perhaps you – entered this address at { $location } and asked for a new password or to sign in. There’s no account with it.
no-account-you = If it was you: perhaps your account uses another of your addresses. Try again with that one.
no-account-otherwise = If it wasn’t you, there’s nothing to do. No account has been created.
no-account-home = Go to { $location }

password-changed-subject = Your password for { $location } was changed
password-changed-preheader = If it was you, all is well. If not, act now.
password-changed-title = Your password was changed
password-changed-body = The password of your account { $email } at { $location } has been changed. All devices have been signed out.
password-changed-you = If it was you, all is well and there’s nothing to do.
password-changed-otherwise = If it wasn’t you, lock the account now. That signs everyone out, and nobody can sign in until you set a new password.
password-changed-button = This wasn’t me

disowned-subject = Your account at { $location } is locked
disowned-preheader = Nobody can sign in until you set a new password.
disowned-title = Your account is locked
disowned-body = You told us that the last change to your account { $email } at { $location } wasn’t yours. Everyone has been signed out, and your account stays locked until you set a new password.
disowned-next = To unlock it, set a new password:

address-taken-subject = You already have an account at { $location }
address-taken-preheader = Someone tried to sign up with your address. If it was you, just sign in.
address-taken-title = You already have an account
address-taken-body = Someone – perhaps you – tried to create an account at { $location } with the address { $email }. There already is one, so nothing was created or changed.
address-taken-you = If it was you, sign in with your password. If you’ve forgotten it, you can set a new one:
account-safe = If it wasn’t you, there’s nothing to do: your account is safe.

other-provider-subject = Sign in to { $location } with { $provider }
other-provider-preheader = Your account has no password that could be reset.
other-provider-title = Your account has no password
other-provider-body = Someone – perhaps you – asked for a new password for your account { $email } at { $location }. It has none: you sign in with { $provider }.
other-provider-you = If it was you, choose { $provider } where you sign in. If { $provider } doesn’t let you in, recover your account there.

second-factor-title = Enter your second code
second-factor-lede = Two-step sign-in is on for this account:
second-factor-after-reset = Your password has been changed. One more step to sign in.
second-factor-label = Code from your authenticator app
second-factor-hint = Lost your phone? Enter one of your recovery codes instead.
second-factor-problem-malformed = Enter the six digits from your app, or a recovery code.
second-factor-problem-wrong = That code is wrong, too old, or already used. Wait for the next one and try again.
second-factor-problem-blocked = Too many wrong codes. Codes from the app work again in { $duration }; a recovery code works now.
second-factor-added-subject = Two-step sign-in is on for { $location }
second-factor-added-title = Two-step sign-in is on
second-factor-added-body = Two-step sign-in has been turned on for your account { $email } at { $location }. From now on, signing in also takes a code from your authenticator app.
second-factor-removed-subject = Two-step sign-in is off for { $location }
second-factor-removed-title = Two-step sign-in is off
second-factor-removed-body = Two-step sign-in has been turned off for your account { $email } at { $location }. From now on, your password alone is enough to sign in.
second-factor-codes-subject = New recovery codes for { $location }
second-factor-codes-title = You have new recovery codes
second-factor-codes-body = New recovery codes have been made for your account { $email } at { $location }. The earlier ones no longer work.
second-factor-guessed-subject = Wrong codes for your account at { $location }
second-factor-guessed-title = Somebody knows your password and tries codes
second-factor-guessed-body = Somebody entered the right password of your account { $email } at { $location }, and then five wrong codes. Codes of your authenticator app are not accepted for a while now; your recovery codes are.

address-changed-subject = Your address at { $location } was changed
address-changed-title = Your account has another address now
address-changed-body = The account at { $location } that had the address { $email } has another address now. All devices have been signed out, and mails go to the new address from now on.
address-changed-otherwise = If it wasn’t you, lock the account now. That signs everyone out, and nobody can sign in until support unlocks it.
