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
email-label = E-mail address
password-label = Password
code-label = Code
code-hint = Six digits, from the mail that we sent you.
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
or = or
copy = Copy
copied = Copied
wrong-address = Not your address? Change it
open-inbox = Development mode: open the captured mails
resend-question = No mail yet? It can take a minute; look in your spam folder, too.
resend-button = Send another mail
resend-wait = You can ask for another in
email-problem-missing = Enter your e-mail address.
email-problem-invalid = This is not a complete e-mail address. It looks like name@example.com.
code-problem-malformed = Enter the six digits of the code.
code-problem-wrong = This code is wrong or no longer valid. Try again, use the link in the mail, or ask for another mail.

## A new password

forgot-title = Forgot your password?
forgot-lede = Enter the e-mail address of your account. We will send you a mail with which you can set a new password.
forgot-button = Send the mail
forgot-link = Forgot your password?
ask-for-new-mail = Ask for a new mail
check-mail-title = Check your mail
check-mail-lede-link = If there is an account with this address, a mail with a link is on its way. Open the link to set a new password.
check-mail-lede-code = If there is an account with this address, a mail with a code is on its way. Enter the code here, or open the link in the mail.
code-title = Enter your code
code-lede = The mail that we sent you has a six-digit code. The link beside it works as well.
code-button = Continue
new-password-title = Set a new password
new-password-lede = Choose a password that you use nowhere else.
new-password-label = New password
new-password-button = Save the password
new-password-sessions = Saving it signs you out on all devices.
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
rule-advice = Long beats complicated: a few words that only you would put together are a good password.
rule-too-common = Many people use this password, so it is among the first that are tried. Choose another.
rule-breached = This password is known from a data breach. Choose another.
rule-contains-identity = This password is little more than your address or name. Choose another.
rule-reused = This is the password that you have now. Choose another.
reset-done-title = Your password is changed
reset-done-lede = You can sign in with it now. All devices have been signed out.
reset-done-signed-in = You are signed in. All other devices have been signed out.
reset-done-notice = We have sent a mail to say so, in case it was not you.

## Signing in and out

sign-in-title = Sign in
sign-in-lede = Welcome back to { $location }.
sign-in-code-button = Mail me a code instead
sign-in-code-lede = If there is an account with this address, a mail with a code is on its way. Enter the code here, or open the link in the mail.
sign-in-problem-no-password = Enter your password.
sign-in-problem-wrong = Address or password is wrong. Try again, or set a new password.
sign-in-problem-must-reset = Your password has to be changed before you can sign in. Choose “Forgot your password?”.
sign-in-notice-session-ended = Your session has ended. Please sign in again.
sign-in-notice-password-changed = Your password is changed. You can sign in with it now.
sign-in-link-title = Sign in to { $location }?
sign-in-link-lede = You opened a sign-in link for this account:
sign-in-link-hint = If you did not ask for this link, close this page. Nothing has happened.
signed-in-title = You are signed in
signed-in-lede = Good to see you again.
signed-in-lede-named = Good to see you again, { $name }.
sign-out-button = Sign out
signed-out-title = You are signed out
signed-out-lede = Your session on this device has ended.
sign-in-again = Sign in again

## This wasn't me

not-me-title = Was this not you?
not-me-lede = Somebody changed the password of this account. If it was not you, shut the account now:
not-me-sessions = Whoever is signed in gets signed out.
not-me-links = All links and codes that we have mailed stop working.
not-me-shut = Nobody can sign in until you set a new password.
not-me-button = It was not me: shut the account
not-me-otherwise = If it was you, close this page. Nothing has happened.
not-me-done-title = Your account is shut
not-me-done-lede = Everybody has been signed out, and nobody can sign in until you set a new password.
not-me-done-mailbox = Whoever changed your password may be able to read your mails. Change the password of your mailbox, too.

## Links that can't be used

link-problem-title = This link cannot be used
link-expired = Its time is over: for your safety, links work only for a while.
link-used = It has been used already, and works only once.
link-void = It is out of date: something about the account has changed since it was sent.
link-unknown = It is incomplete, or was opened in another browser. Try to open it from the mail again, or ask for a new one.
link-problem-button = Send a new mail
link-problem-not-me = If you do not recognise a change to your account, set a new password now. That signs out everybody else.

## Errors

error-not-found = There is no such page
    .help = The address may be mistyped, or the page may have moved.
error-bad-request = We could not read that
    .help = Something about the request was not as expected. Please go back and try again.
error-form-expired = This form is no longer valid
    .help = It has been open for long, or your browser did not send our cookie. Please go back, load the page again and retry.
error-too-many = Too many attempts
    .help = There have been many attempts from your network. Nothing is wrong with your account.
error-overloaded = We are very busy just now
    .help = Your request was not taken. Please try again.
error-mail-off = No mails can be sent
    .help = This service does not send mails at present. Please turn to whoever runs it.
error-internal = Something went wrong on our side
    .help = Your request may not have been completed. Please try again in a moment.
error-retry = Try again in { $duration }.
error-status = Status { $status }
error-request-id = If you ask for help, mention

## Development inbox

inbox-title = Development inbox
inbox-live = New mails appear by themselves
inbox-search = Search
inbox-clear = Delete all
inbox-list = Captured mails
inbox-from = From
inbox-to = To
inbox-time = Time
inbox-link = Link
inbox-html = HTML
inbox-text = Text
inbox-source = Source
inbox-phone = Phone width
inbox-empty = No mails yet
inbox-empty-hint = Mails that the server would send land here. Ask for one at

## Mails

mail-greeting = Hello,
mail-greeting-named = Hello { $name },
mail-link-fallback = If the button does not work, copy this address into your browser:
mail-footer = This mail was sent automatically by { $location }.

reset-link-subject = Set a new password for { $location }
reset-link-preheader = Open the link to choose a new password. If you did not ask for it, you need do nothing.
reset-link-title = Set a new password
reset-link-body = Somebody – you, we hope – asked to set a new password for your account { $email } at { $location }.
reset-link-button = Set a new password
reset-link-valid = The link works once, for { $duration }.
reset-link-otherwise = If it was not you, you need do nothing: your password stays as it is.

reset-code-subject = Your code for a new password for { $location }
reset-code-preheader = Enter the code to choose a new password. If you did not ask for it, you need do nothing.
reset-code-title = Set a new password
reset-code-body = Somebody – you, we hope – asked to set a new password for your account { $email } at { $location }. Enter this code on the page where you asked:
reset-code-valid = The code works for { $duration }. Never tell it to anybody; we will never ask you for it.
reset-code-link = Or use this button instead of the code:
reset-code-link-text = Or open this link instead of using the code:
reset-code-button = Set a new password
reset-code-link-valid = The link works once, for { $duration }.
reset-code-otherwise = If it was not you, you need do nothing: your password stays as it is.

sign-in-mail-subject = Sign in to { $location }
sign-in-mail-preheader = Finish signing in. If you did not ask for it, you need do nothing.
sign-in-mail-title = Sign in
sign-in-mail-body = Somebody – you, we hope – asked to sign in to your account { $email } at { $location } without a password.
sign-in-mail-code = Enter this code on the page where you asked:
sign-in-mail-code-valid = The code works for { $duration }. Never tell it to anybody; we will never ask you for it.
sign-in-mail-link-beside = Or use this button instead of the code:
sign-in-mail-link-beside-text = Or open this link instead of using the code:
sign-in-mail-button = Sign in
sign-in-mail-link-valid = The link works once, for { $duration }.
sign-in-mail-otherwise = If it was not you, you need do nothing: without this mail nobody can sign in this way.

verify-email-subject = Confirm your e-mail address for { $location }
verify-email-preheader = Confirm that this address is yours.
verify-email-title = Confirm your address
verify-email-body = Please confirm that { $email } is your address, so that { $location } can reach you when it matters.
verify-email-code = Enter this code on the page where you asked:
verify-email-code-valid = The code works for { $duration }.
verify-email-link-beside = Or use this button instead of the code:
verify-email-link-beside-text = Or open this link instead of using the code:
verify-email-button = Confirm the address
verify-email-link-valid = The link works once, for { $duration }.
verify-email-otherwise = If you have no account at { $location }, you need do nothing: without your confirmation the address is not used.

no-account-subject = No account at { $location } with this address
no-account-preheader = Somebody entered your address, but there is no account with it.
no-account-title = There is no account with this address
no-account-body = Somebody – perhaps you – entered this address at { $location } and asked for a new password or to sign in. There is no account with it.
no-account-you = If it was you: perhaps your account has another of your addresses. Try again with that one.
no-account-otherwise = If it was not you, you need do nothing. No account has been created.
no-account-home = Go to { $location }

password-changed-subject = Your password for { $location } was changed
password-changed-preheader = If it was you, all is well. If not, act now.
password-changed-title = Your password was changed
password-changed-body = The password of your account { $email } at { $location } was changed. All devices were signed out.
password-changed-time = When
password-changed-network = From the network
password-changed-you = If it was you, all is well and you need do nothing.
password-changed-otherwise = If it was not you, shut the account now. That signs everybody out, and nobody can sign in until you set a new password.
password-changed-button = This wasn’t me
password-changed-valid = The link works for { $duration }.

disowned-subject = Your account at { $location } is shut
disowned-preheader = Nobody can sign in until you set a new password.
disowned-title = Your account is shut
disowned-body = You told us that the last change to your account { $email } at { $location } was not yours. Everybody has been signed out, and your account is shut until you set a new password.
disowned-time = When
disowned-network = From the network
disowned-next = To open it again, set a new password:
disowned-button = Set a new password
disowned-mailbox = Whoever changed your password may be able to read your mails. Change the password of your mailbox, too.
