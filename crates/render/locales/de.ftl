# Deutsch. Die Schlüssel sind die von en.ftl.

## Zeiten

duration-seconds = { $count ->
    [one] { $count } Sekunde
   *[other] { $count } Sekunden
}
duration-minutes = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
}
duration-hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}
duration-days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
}
month = { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
instant = { $day }. { month } { $year }, { $hour }:{ $minute } Uhr (UTC)

## Wörter, die mehrere Seiten teilen

title-problem = Fehler: { $title }
email-label = E-Mail-Adresse
password-label = Passwort
code-label = Code
code-hint = Sechs Ziffern, aus unserer E-Mail an Sie.
account-label = Konto
password-show = Zeigen
password-hide = Verbergen
caps-lock = Die Feststelltaste ist an.
sign-in-button = Anmelden
set-new-password = Neues Passwort festlegen
continue = Weiter zu { $location }
back-home = Zurück zu { $location }
back-to-sign-in = Zurück zur Anmeldung
to-sign-in = Zur Anmeldung
support = Brauchen Sie Hilfe?
imprint = Impressum
privacy = Datenschutz
or = oder
copy = Kopieren
copied = Kopiert
wrong-address = Nicht Ihre Adresse? Ändern
open-inbox = Entwicklungsmodus: zu den abgefangenen E-Mails
resend-question = Noch keine E-Mail? Es kann eine Minute dauern; sehen Sie auch im Spam-Ordner nach.
resend-button = Neue E-Mail senden
resend-wait = Eine weitere können Sie anfordern in
email-problem-missing = Geben Sie Ihre E-Mail-Adresse ein.
email-problem-invalid = Das ist keine vollständige E-Mail-Adresse. Sie sieht so aus: name@example.com.
code-problem-malformed = Geben Sie die sechs Ziffern des Codes ein.
code-problem-wrong = Dieser Code ist falsch oder nicht mehr gültig. Versuchen Sie es noch einmal, nehmen Sie den Link in der E-Mail, oder fordern Sie eine neue E-Mail an.

## Ein neues Passwort

forgot-title = Passwort vergessen?
forgot-lede = Geben Sie die E-Mail-Adresse Ihres Kontos ein. Wir senden Ihnen eine E-Mail, mit der Sie ein neues Passwort festlegen können.
forgot-button = E-Mail senden
forgot-link = Passwort vergessen?
ask-for-new-mail = Neue E-Mail anfordern
check-mail-title = Sehen Sie in Ihr Postfach
check-mail-lede-link = Wenn es ein Konto mit dieser Adresse gibt, ist eine E-Mail mit einem Link unterwegs. Öffnen Sie den Link, um ein neues Passwort festzulegen.
check-mail-lede-code = Wenn es ein Konto mit dieser Adresse gibt, ist eine E-Mail mit einem Code unterwegs. Geben Sie den Code hier ein, oder öffnen Sie den Link in der E-Mail.
check-mail-lede-sent-before = Wenn es ein Konto mit dieser Adresse gibt, haben wir ihr schon E-Mails geschickt. Nutzen Sie die neueste; eine weitere haben wir nicht geschickt.
code-title = Code eingeben
code-lede = In unserer E-Mail steht ein Code aus sechs Ziffern. Der Link daneben führt ebenso ans Ziel.
code-button = Weiter
new-password-title = Neues Passwort festlegen
new-password-lede = Wählen Sie ein Passwort, das Sie sonst nirgends verwenden.
new-password-label = Neues Passwort
new-password-button = Passwort speichern
new-password-sessions = Beim Speichern werden Sie auf allen Geräten abgemeldet.
rule-met = Erfüllt:
rule-broken = Noch nicht:
rule-too-short = { $count ->
    [one] Mindestens { $count } Zeichen
   *[other] Mindestens { $count } Zeichen
}
rule-too-long = { $count ->
    [one] Höchstens { $count } Zeichen.
   *[other] Höchstens { $count } Zeichen.
}
rule-needs-upper = Ein Großbuchstabe
rule-needs-lower = Ein Kleinbuchstabe
rule-needs-digit = Eine Ziffer
rule-needs-special = Ein Sonderzeichen, etwa ! oder #
rule-advice = Lang schlägt kompliziert: ein paar Wörter, die nur Sie so verbinden würden, sind ein gutes Passwort.
strength-weak = Schwach: leicht zu erraten
strength-fair = Mäßig: könnte erraten werden
strength-good = Gut: schwer zu erraten
strength-strong = Stark: sehr schwer zu erraten
rule-too-common = Dieses Passwort verwenden viele, darum wird es als eines der ersten probiert. Wählen Sie ein anderes.
rule-breached = Dieses Passwort ist aus einem Datenleck bekannt. Wählen Sie ein anderes.
rule-contains-identity = Dieses Passwort ist kaum mehr als Ihre Adresse oder Ihr Name. Wählen Sie ein anderes.
rule-reused = Das ist Ihr jetziges Passwort. Wählen Sie ein anderes.
reset-done-title = Ihr Passwort ist geändert
reset-done-lede = Sie können sich jetzt damit anmelden. Alle Geräte wurden abgemeldet.
reset-done-signed-in = Sie sind angemeldet. Alle anderen Geräte wurden abgemeldet.
reset-done-notice = Wir haben Ihnen dazu eine E-Mail gesandt, falls Sie es nicht waren.

## An- und Abmelden

sign-in-title = Anmelden
sign-in-lede = Willkommen zurück bei { $location }.
sign-in-code-button = Stattdessen einen Code per E-Mail
sign-in-problem-no-password = Geben Sie Ihr Passwort ein.
sign-in-problem-wrong = Adresse oder Passwort ist falsch. Versuchen Sie es noch einmal, oder legen Sie ein neues Passwort fest.
sign-in-problem-must-reset = Ihr Passwort muss geändert werden, bevor Sie sich anmelden können. Wählen Sie „Passwort vergessen?“.
sign-in-problem-not-verified = Bestätigen Sie Ihre Adresse, bevor Sie sich anmelden. Wählen Sie „Passwort vergessen?“: die Mail bestätigt sie zugleich.
sign-in-notice-session-ended = Ihre Sitzung ist beendet. Bitte melden Sie sich wieder an.
sign-in-notice-password-changed = Ihr Passwort ist geändert. Sie können sich jetzt damit anmelden.
sign-in-link-title = Bei { $location } anmelden?
sign-in-link-lede = Sie haben einen Anmeldelink für dieses Konto geöffnet:
sign-in-link-hint = Wenn Sie diesen Link nicht angefordert haben, schließen Sie diese Seite. Es ist nichts geschehen.
signed-in-title = Sie sind angemeldet
signed-in-lede = Schön, dass Sie wieder da sind.
signed-in-lede-named = Schön, dass Sie wieder da sind, { $name }.
sign-out-button = Abmelden
signed-out-title = Sie sind abgemeldet
signed-out-lede = Ihre Sitzung auf diesem Gerät ist beendet.
sign-in-again = Wieder anmelden

## Eine Adresse bestätigen

verify-page-title = Adresse bestätigen
verify-page-lede = Ist das Ihre Adresse, und haben Sie sich selbst bei { $location } registriert?
verify-page-button = Ja, bestätigen
verify-page-hint = Wenn Sie sich nicht registriert haben, schließen Sie diese Seite: vielleicht hat jemand anderes das Passwort gewählt. Es ist nichts geschehen.
verify-done-title = Ihre Adresse ist bestätigt
verify-done-lede = Sie können dorthin zurück, wo Sie sich registriert haben, und sich anmelden.

## Das war ich nicht

not-me-title = Waren Sie das nicht?
not-me-lede = Wir haben Ihnen eine Änderung an diesem Konto gemeldet. Wenn sie nicht von Ihnen ist, sperren Sie das Konto jetzt:
not-me-lede-address = Jemand hat die E-Mail-Adresse Ihres Kontos geändert. Wenn Sie das nicht waren, sperren Sie das Konto jetzt:
not-me-sessions = Wer angemeldet ist, wird abgemeldet.
not-me-links = Alle Links und Codes aus unseren E-Mails werden ungültig.
not-me-shut = Niemand kann sich anmelden, bis Sie ein neues Passwort festlegen.
not-me-shut-address = Niemand kann sich anmelden, bis der Support das Konto entsperrt.
not-me-button = Das war ich nicht: Konto sperren
not-me-otherwise = Wenn Sie es waren, schließen Sie diese Seite. Es ist nichts geschehen.
not-me-done-title = Ihr Konto ist gesperrt
not-me-done-lede = Alle wurden abgemeldet, und niemand kann sich anmelden, bis Sie ein neues Passwort festlegen.
not-me-done-second-factor = Wenn die Authenticator-App dieses Kontos nicht Ihre ist, wenden Sie sich an den Support von { $location }: Ein neues Passwort entfernt sie nicht.
not-me-done-lede-address = Alle wurden abgemeldet, und niemand kann sich anmelden. Um Ihr Konto zurückzubekommen, wenden Sie sich an den Support von { $location }.

## Links, die nicht gehen

link-problem-title = Dieser Link geht nicht mehr
link-expired = Seine Zeit ist um: zu Ihrer Sicherheit gelten Links nur eine Weile.
link-used = Er wurde schon benutzt und gilt nur einmal.
link-void = Er ist überholt: seit er versandt wurde, hat sich am Konto etwas geändert.
link-unknown = Er ist unvollständig oder wurde in einem anderen Browser geöffnet. Öffnen Sie ihn noch einmal aus der E-Mail, oder fordern Sie einen neuen an.
link-left-open = Diese Seite war zu lange offen. Öffnen Sie den Link in der E-Mail noch einmal.
link-problem-button = Neue E-Mail senden
link-problem-verify = Wenn Ihre Adresse noch nicht bestätigt ist, gehen Sie dorthin zurück, wo Sie sich registriert haben, und fordern Sie eine neue Mail an.
link-problem-not-me = Wenn Sie eine Änderung an Ihrem Konto nicht wiedererkennen, legen Sie jetzt ein neues Passwort fest. Damit werden alle anderen abgemeldet. Wenn das nicht geht, wenden Sie sich an den Support.

## Fehler

error-not-found = Diese Seite gibt es nicht
    .help = Vielleicht ist die Adresse vertippt, oder die Seite ist umgezogen.
error-bad-request = Das konnten wir nicht lesen
    .help = Etwas an der Anfrage war anders als erwartet. Bitte gehen Sie zurück und versuchen Sie es noch einmal.
error-form-expired = Dieses Formular gilt nicht mehr
    .help = Es war lange offen, oder Ihr Browser hat unser Cookie nicht gesandt. Bitte gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.
error-too-many = Zu viele Versuche
    .help = Aus Ihrem Netz kamen viele Versuche. Mit Ihrem Konto ist alles in Ordnung.
error-overloaded = Wir sind gerade sehr beschäftigt
    .help = Ihre Anfrage wurde nicht angenommen. Bitte versuchen Sie es noch einmal.
error-mail-off = Es können keine E-Mails gesandt werden
    .help = Dieser Dienst versendet zurzeit keine E-Mails. Bitte wenden Sie sich an seinen Betreiber.
error-internal = Bei uns ist etwas schiefgegangen
    .help = Ihre Anfrage wurde vielleicht nicht ausgeführt. Bitte versuchen Sie es gleich noch einmal.
error-retry = Nächster Versuch möglich in: { $duration }.
error-status = Status { $status }
error-request-id = Wenn Sie um Hilfe bitten, nennen Sie

## Entwicklungspostfach

inbox-title = Entwicklungspostfach
inbox-live = Neue E-Mails erscheinen von selbst
inbox-search = Suchen
inbox-clear = Alle löschen
inbox-list = Abgefangene E-Mails
inbox-from = Von
inbox-to = An
inbox-time = Zeit
inbox-link = Link
inbox-html = HTML
inbox-text = Text
inbox-source = Quelltext
inbox-headers = Kopfzeilen
inbox-phone = Telefonbreite
inbox-light = Hell
inbox-dark = Dunkel
inbox-empty = Noch keine E-Mails
inbox-empty-hint = Hier landen die E-Mails, die der Server sonst versenden würde. Eine bekommen Sie über

## E-Mails

mail-greeting = Guten Tag,
mail-greeting-named = Guten Tag { $name },
mail-link-fallback = Wenn die Schaltfläche nicht geht, kopieren Sie diese Adresse in Ihren Browser:
mail-footer = Diese E-Mail hat { $location } automatisch versandt.
mail-code-prompt = Geben Sie diesen Code auf der Seite ein, auf der Sie ihn angefordert haben:
mail-code-valid = Der Code gilt so lange: { $duration }. Nennen Sie ihn niemandem; wir fragen nie danach.
mail-link-beside = Oder nehmen Sie statt des Codes diese Schaltfläche:
mail-link-beside-text = Oder öffnen Sie statt des Codes diesen Link:
mail-link-once = Der Link gilt einmal und so lange: { $duration }.
mail-link-valid = Der Link gilt so lange: { $duration }.
mail-time = Wann
mail-network = Aus dem Netz
mail-secure-mailbox = Wer das getan hat, kann vielleicht auch Ihre E-Mails lesen. Ändern Sie auch das Passwort Ihres Postfachs.

reset-link-subject = Neues Passwort für { $location }
reset-link-preheader = Öffnen Sie den Link, um ein neues Passwort zu wählen. Waren Sie es nicht, müssen Sie nichts tun.

reset-code-subject = Ihr Code für ein neues Passwort bei { $location }
reset-code-preheader = Geben Sie den Code ein, um ein neues Passwort zu wählen. Waren Sie es nicht, müssen Sie nichts tun.
reset-body = jemand – hoffentlich Sie – möchte für Ihr Konto { $email } bei { $location } ein neues Passwort festlegen.
reset-otherwise = Waren Sie es nicht, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.

sign-in-mail-subject = Anmelden bei { $location }
sign-in-mail-preheader = Schließen Sie die Anmeldung ab. Waren Sie es nicht, müssen Sie nichts tun.
sign-in-mail-body = jemand – hoffentlich Sie – möchte sich ohne Passwort bei Ihrem Konto { $email } bei { $location } anmelden.
sign-in-mail-otherwise = Waren Sie es nicht, müssen Sie nichts tun: ohne diese E-Mail kann sich niemand auf diesem Weg anmelden.

verify-email-subject = Bestätigen Sie Ihre E-Mail-Adresse für { $location }
verify-email-preheader = Bestätigen Sie, dass diese Adresse Ihre ist.
verify-email-title = Adresse bestätigen
verify-email-body = bitte bestätigen Sie, dass { $email } Ihre Adresse ist, damit { $location } Sie erreicht, wenn es darauf ankommt.
verify-email-button = Adresse bestätigen
verify-email-otherwise = Wenn Sie sich nicht selbst bei { $location } registriert haben, bestätigen Sie bitte nicht: vielleicht hat jemand anderes das Passwort gewählt. Ohne Ihre Bestätigung wird die Adresse nicht verwendet.

no-account-subject = Kein Konto bei { $location } mit dieser Adresse
no-account-preheader = Jemand hat Ihre Adresse eingegeben, aber es gibt damit kein Konto.
no-account-title = Mit dieser Adresse gibt es kein Konto
no-account-body = jemand – vielleicht Sie – hat bei { $location } diese Adresse eingegeben, um ein neues Passwort anzufordern oder sich anzumelden. Es gibt damit kein Konto.
no-account-you = Wenn Sie es waren: vielleicht läuft Ihr Konto auf eine andere Ihrer Adressen. Versuchen Sie es mit dieser noch einmal.
no-account-otherwise = Waren Sie es nicht, müssen Sie nichts tun. Es wurde kein Konto angelegt.
no-account-home = Zu { $location }

password-changed-subject = Ihr Passwort für { $location } wurde geändert
password-changed-preheader = Waren Sie es, ist alles gut. Wenn nicht, handeln Sie jetzt.
password-changed-title = Ihr Passwort wurde geändert
password-changed-body = das Passwort Ihres Kontos { $email } bei { $location } wurde geändert. Alle Geräte wurden abgemeldet.
password-changed-you = Waren Sie es, ist alles gut, und Sie müssen nichts tun.
password-changed-otherwise = Waren Sie es nicht, sperren Sie das Konto jetzt. Damit werden alle abgemeldet, und niemand kann sich anmelden, bis Sie ein neues Passwort festlegen.
password-changed-button = Das war ich nicht

disowned-subject = Ihr Konto bei { $location } ist gesperrt
disowned-preheader = Niemand kann sich anmelden, bis Sie ein neues Passwort festlegen.
disowned-title = Ihr Konto ist gesperrt
disowned-body = Sie haben uns gesagt, dass die letzte Änderung an Ihrem Konto { $email } bei { $location } nicht von Ihnen war. Alle wurden abgemeldet, und Ihr Konto ist gesperrt, bis Sie ein neues Passwort festlegen.
disowned-next = Um es wieder zu öffnen, legen Sie ein neues Passwort fest:

address-taken-subject = Sie haben schon ein Konto bei { $location }
address-taken-preheader = Jemand wollte sich mit Ihrer Adresse registrieren. Waren Sie es, melden Sie sich einfach an.
address-taken-title = Sie haben schon ein Konto
address-taken-body = jemand – vielleicht Sie – wollte bei { $location } ein Konto mit der Adresse { $email } anlegen. Es gibt damit schon eines, darum wurde nichts angelegt und nichts geändert.
address-taken-you = Waren Sie es, melden Sie sich mit Ihrem Passwort an. Wenn Sie es vergessen haben, legen Sie ein neues fest:
account-safe = Waren Sie es nicht, müssen Sie nichts tun: Ihr Konto ist sicher.

other-provider-subject = Melden Sie sich bei { $location } mit { $provider } an
other-provider-preheader = Ihr Konto hat kein Passwort, das man zurücksetzen könnte.
other-provider-title = Ihr Konto hat kein Passwort
other-provider-body = jemand – vielleicht Sie – hat ein neues Passwort für Ihr Konto { $email } bei { $location } angefordert. Es hat keines: Sie melden sich mit { $provider } an.
other-provider-you = Waren Sie es, wählen Sie bei der Anmeldung { $provider }. Lässt { $provider } Sie nicht hinein, stellen Sie Ihr Konto dort wieder her.

second-factor-title = Zweiten Code eingeben
second-factor-lede = Für dieses Konto ist die Anmeldung in zwei Schritten eingeschaltet:
second-factor-after-reset = Ihr Passwort ist geändert. Noch ein Schritt bis zur Anmeldung.
second-factor-label = Code aus der Authenticator-App
second-factor-hint = Handy verloren? Geben Sie stattdessen einen Ihrer Wiederherstellungscodes ein.
second-factor-problem-malformed = Geben Sie die sechs Ziffern aus der App oder einen Wiederherstellungscode ein.
second-factor-problem-wrong = Dieser Code ist falsch, zu alt oder schon benutzt. Warten Sie auf den nächsten und versuchen Sie es noch einmal.
second-factor-problem-blocked = Zu viele falsche Codes. Codes aus der App gelten erst wieder in { $duration }; ein Wiederherstellungscode gilt schon jetzt.
second-factor-added-subject = Anmeldung in zwei Schritten bei { $location } ist an
second-factor-added-title = Die Anmeldung in zwei Schritten ist an
second-factor-added-body = für Ihr Konto { $email } bei { $location } wurde die Anmeldung in zwei Schritten eingeschaltet. Ab jetzt brauchen Sie zum Anmelden auch einen Code aus Ihrer Authenticator-App.
second-factor-removed-subject = Anmeldung in zwei Schritten bei { $location } ist aus
second-factor-removed-title = Die Anmeldung in zwei Schritten ist aus
second-factor-removed-body = für Ihr Konto { $email } bei { $location } wurde die Anmeldung in zwei Schritten ausgeschaltet. Ab jetzt genügt zum Anmelden Ihr Passwort.
second-factor-codes-subject = Neue Wiederherstellungscodes für { $location }
second-factor-codes-title = Sie haben neue Wiederherstellungscodes
second-factor-codes-body = für Ihr Konto { $email } bei { $location } wurden neue Wiederherstellungscodes erstellt. Die früheren gelten nicht mehr.
second-factor-guessed-subject = Falsche Codes für Ihr Konto bei { $location }
second-factor-guessed-title = Jemand kennt Ihr Passwort und probiert Codes
second-factor-guessed-body = jemand hat das richtige Passwort Ihres Kontos { $email } bei { $location } eingegeben und danach fünf falsche Codes. Codes Ihrer Authenticator-App werden jetzt eine Weile nicht angenommen, Ihre Wiederherstellungscodes schon.

address-changed-subject = Ihre Adresse bei { $location } wurde geändert
address-changed-title = Ihr Konto hat jetzt eine andere Adresse
address-changed-body = das Konto bei { $location } mit der Adresse { $email } hat jetzt eine andere. Alle Geräte wurden abgemeldet, und Mails gehen ab jetzt an die neue Adresse.
address-changed-otherwise = Waren Sie es nicht, sperren Sie das Konto jetzt. Damit werden alle abgemeldet, und niemand kann sich anmelden, bis der Support es entsperrt.
