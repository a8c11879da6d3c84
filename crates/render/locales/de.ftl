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
instant-local = { $day }. { month } { $year }, { $hour }:{ $minute } Uhr Ortszeit ({ $utc } UTC)

## Wörter, die mehrere Seiten teilen

title-problem = Fehler: { $title }
email-label = E-Mail-Adresse
password-label = Passwort
code-label = Code
code-hint = Die sechs Ziffern aus unserer E-Mail.
code-hint-sent = Der Code wird geprüft, sobald Sie alle sechs Ziffern eingegeben haben.
account-label = Konto
password-show = Anzeigen
password-hide = Ausblenden
caps-lock = Die Feststelltaste ist aktiviert.
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
wrong-address = Falsche Adresse? Ändern
open-mailbox = { $provider } öffnen
open-inbox = Entwicklungsmodus: zu den abgefangenen E-Mails
resend-question = Noch keine E-Mail? Das kann eine Minute dauern. Prüfen Sie auch Ihren Spam-Ordner.
resend-button = E-Mail erneut senden
resend-wait = Erneut möglich in
limit-wait = Nächster Versuch möglich in
offline = Sie scheinen offline zu sein. Prüfen Sie Ihre Verbindung, und versuchen Sie es noch einmal.
use-another-address = Andere Adresse verwenden
email-problem-missing = Geben Sie Ihre E-Mail-Adresse ein.
email-problem-invalid = Diese E-Mail-Adresse ist unvollständig. Beispiel: name@example.com
email-suggestion = Meinten Sie
code-problem-malformed = Geben Sie die sechs Ziffern des Codes ein.
code-problem-wrong = Dieser Code ist falsch oder abgelaufen. Verwenden Sie den Code aus der neuesten E-Mail, oder fordern Sie eine weitere an.

## Ein neues Passwort

forgot-title = Passwort vergessen?
forgot-lede = Geben Sie Ihre E-Mail-Adresse ein. Wir senden Ihnen einen Link, mit dem Sie ein neues Passwort festlegen.
forgot-button = E-Mail senden
forgot-link = Passwort vergessen?
ask-for-new-mail = Neue E-Mail anfordern
check-mail-title = Prüfen Sie Ihr Postfach
check-mail-lede-link = Wenn es ein Konto mit dieser Adresse gibt, ist eine E-Mail mit einem Link unterwegs. Öffnen Sie ihn, um ein neues Passwort festzulegen.
check-mail-lede-code = Wenn es ein Konto mit dieser Adresse gibt, ist eine E-Mail mit einem Code unterwegs. Geben Sie den Code hier ein, oder öffnen Sie den Link in der E-Mail.
check-mail-lede-sent-before = Wenn es ein Konto mit dieser Adresse gibt, haben wir bereits E-Mails dorthin gesendet. Verwenden Sie die neueste; eine weitere haben wir nicht gesendet.
code-title = Code eingeben
code-lede = Geben Sie den sechsstelligen Code aus unserer E-Mail ein. Der Link in der E-Mail funktioniert ebenso.
code-button = Weiter
new-password-title = Neues Passwort festlegen
new-password-lede = Wählen Sie ein Passwort, das Sie sonst nirgends verwenden.
new-password-label = Neues Passwort
new-password-button = Passwort speichern
new-password-sessions = Sie werden auf allen Geräten abgemeldet.
new-password-sessions-stay = Melden Sie sich zur Sicherheit auch auf Ihren anderen Geräten ab.
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
rule-advice = Länger ist sicherer: Ein paar Wörter, die nur Sie so kombinieren würden, ergeben ein gutes Passwort.
strength-weak = Schwach: leicht zu erraten
strength-fair = Mittel: könnte erraten werden
strength-good = Gut: schwer zu erraten
strength-strong = Stark: sehr schwer zu erraten
rule-too-common = Dieses Passwort verwenden viele, deshalb wird es als eines der ersten ausprobiert. Wählen Sie ein anderes.
rule-breached = Dieses Passwort ist aus einem Datenleck bekannt. Wählen Sie ein anderes.
rule-contains-identity = Dieses Passwort ähnelt Ihrer Adresse oder Ihrem Namen zu sehr. Wählen Sie ein anderes.
rule-reused = Das ist Ihr aktuelles Passwort. Wählen Sie ein anderes.
rule-used-before = Dieses Passwort hatten Sie schon einmal. Wählen Sie ein anderes.
rule-changed-too-recently = Ihr Passwort wurde erst vor Kurzem geändert. Versuchen Sie es später noch einmal.
reset-done-title = Ihr Passwort wurde geändert
reset-done-lede = Sie können sich jetzt damit anmelden. Sie wurden auf allen Geräten abgemeldet.
reset-done-lede-stay = Sie können sich jetzt damit anmelden. Melden Sie sich zur Sicherheit auch auf Ihren anderen Geräten ab.
reset-done-signed-in = Sie sind hier angemeldet. Auf allen anderen Geräten wurden Sie abgemeldet.
reset-done-notice = Wir haben Ihnen dazu eine E-Mail gesendet, für den Fall, dass Sie das nicht waren.

## An- und Abmelden

sign-in-title = Anmelden
sign-in-lede = Willkommen zurück bei { $location }.
sign-in-code-button = Code per E-Mail senden
sign-in-problem-no-password = Geben Sie Ihr Passwort ein.
sign-in-problem-wrong = Adresse oder Passwort ist falsch. Versuchen Sie es noch einmal, oder legen Sie ein neues Passwort fest.
sign-in-problem-must-reset = Bevor Sie sich anmelden können, müssen Sie ein neues Passwort festlegen. Wählen Sie „Passwort vergessen?“.
sign-in-problem-not-verified = Bevor Sie sich anmelden können, müssen Sie Ihre Adresse bestätigen. Wählen Sie „Passwort vergessen?“: Diese E-Mail bestätigt sie ebenfalls.
sign-in-notice-session-ended = Ihre Sitzung wurde beendet. Bitte melden Sie sich erneut an.
sign-in-notice-password-changed = Ihr Passwort wurde geändert. Sie können sich jetzt damit anmelden.
sign-in-link-title = Bei { $location } anmelden?
sign-in-link-lede = Sie haben einen Anmeldelink für dieses Konto geöffnet:
sign-in-link-hint = Wenn Sie diesen Link nicht angefordert haben, schließen Sie diese Seite. Es wurde nichts geändert.
signed-in-title = Sie sind angemeldet
signed-in-lede = Schön, dass Sie wieder da sind.
signed-in-lede-named = Schön, dass Sie wieder da sind, { $name }.
sign-out-button = Abmelden
signed-out-title = Sie sind abgemeldet
signed-out-lede = Sie wurden auf diesem Gerät abgemeldet.
sign-in-again = Erneut anmelden

## Eine Adresse bestätigen

verify-page-title = Adresse bestätigen
verify-page-lede = Ist das Ihre Adresse, und haben Sie sich selbst bei { $location } registriert?
verify-page-button = Ja, bestätigen
verify-page-hint = Wenn Sie sich nicht registriert haben, schließen Sie diese Seite: Vielleicht hat jemand anderes das Passwort gewählt. Es wurde nichts geändert.
verify-done-title = Ihre Adresse ist bestätigt
verify-done-lede = Sie können sich jetzt anmelden.

## Das war ich nicht

not-me-title = Waren Sie das nicht?
not-me-lede = Wir haben Ihnen eine E-Mail zu einer Änderung an diesem Konto gesendet. Wenn die Änderung nicht von Ihnen stammt, sperren Sie das Konto jetzt:
not-me-lede-address = Die E-Mail-Adresse Ihres Kontos wurde geändert. Wenn Sie das nicht waren, sperren Sie das Konto jetzt:
not-me-sessions = Alle Geräte werden abgemeldet.
not-me-sessions-stay = Geräte, die bereits angemeldet sind, bleiben möglicherweise angemeldet.
not-me-links = Alle Links und Codes aus unseren E-Mails werden ungültig.
not-me-shut = Niemand kann sich anmelden, bis Sie ein neues Passwort festlegen.
not-me-shut-address = Niemand kann sich anmelden, bis der Support das Konto entsperrt.
not-me-button = Das war ich nicht: Konto sperren
not-me-otherwise = Wenn Sie das waren, schließen Sie diese Seite. Ihr Konto wird nicht gesperrt.
not-me-done-title = Ihr Konto ist gesperrt
not-me-done-lede = Alle Geräte wurden abgemeldet. Niemand kann sich anmelden, bis Sie ein neues Passwort festlegen.
not-me-done-second-factor = Wenn die Authenticator-App dieses Kontos nicht Ihre ist, wenden Sie sich an den Support von { $location }: Ein neues Passwort entfernt sie nicht.
not-me-done-lede-address = Alle Geräte wurden abgemeldet, und niemand kann sich anmelden. Um Ihr Konto zurückzubekommen, wenden Sie sich bitte an den Support von { $location }.

## Links, die nicht gehen

link-problem-title = Dieser Link funktioniert nicht
link-expired-title = Dieser Link ist abgelaufen
link-expired = Zu Ihrer Sicherheit gelten Links nur { $duration }.
link-used-title = Dieser Link wurde bereits verwendet
link-used = Jeder Link funktioniert nur einmal.
link-void = Der Link ist veraltet: Seit wir ihn gesendet haben, hat sich Ihr Konto geändert.
link-unknown = Der Link ist unvollständig oder wurde in einem anderen Browser geöffnet. Öffnen Sie ihn erneut aus der E-Mail, oder fordern Sie einen neuen an.
link-left-open = Diese Seite war zu lange geöffnet. Öffnen Sie den Link in der E-Mail noch einmal.
link-no-cookies = Ihr Browser hat das Cookie nicht gesendet, das diese Seite braucht. Erlauben Sie Cookies für diese Website, und öffnen Sie den Link in der E-Mail noch einmal.
code-void-title = Dieser Code ist veraltet
code-void = Der Code war richtig, aber Ihr Konto hat sich geändert, seit wir ihn gesendet haben. Vielleicht haben Sie bereits den Link aus derselben E-Mail verwendet. Melden Sie sich mit Ihrem neuen Passwort an, oder fordern Sie eine neue E-Mail an.
link-problem-button = Neue E-Mail senden
link-again-button = Neuen Link senden
link-again-hint = Er geht an das Postfach, das diesen erhalten hat.
link-sent-again = Ein neuer Link ist unterwegs zu dem Postfach, das den letzten erhalten hat. Öffnen Sie ihn dort, um fortzufahren.
link-sent-before = Wir haben an dieses Postfach bereits eine neuere E-Mail gesendet. Verwenden Sie die neueste; eine weitere haben wir nicht gesendet.
link-problem-verify = Wenn Ihre Adresse noch nicht bestätigt ist, gehen Sie dorthin zurück, wo Sie sich registriert haben, und fordern Sie eine neue E-Mail an.
link-problem-new-address = Wenn Ihr Konto die neue Adresse noch nicht hat, gehen Sie dorthin zurück, wo Sie sie geändert haben, und ändern Sie sie noch einmal.
link-problem-not-me = Wenn Sie eine Änderung an Ihrem Konto nicht zuordnen können, legen Sie jetzt ein neues Passwort fest. Damit werden alle anderen abgemeldet. Wenn das nicht möglich ist, wenden Sie sich bitte an den Support.
link-problem-not-me-stay = Wenn Sie eine Änderung an Ihrem Konto nicht zuordnen können, legen Sie jetzt ein neues Passwort fest. Wenn das nicht möglich ist, wenden Sie sich bitte an den Support.

## Fehler

error-not-found = Diese Seite gibt es nicht
    .help = Vielleicht enthält die Adresse einen Tippfehler, oder die Seite wurde verschoben.
error-bad-request = Das konnten wir nicht lesen
    .help = Mit Ihrer Anfrage ist etwas schiefgegangen. Gehen Sie zurück, und versuchen Sie es noch einmal.
error-form-expired = Dieses Formular ist abgelaufen
    .help = Es war zu lange geöffnet, oder Ihr Browser hat unser Cookie nicht gesendet. Gehen Sie zurück, laden Sie die Seite neu, und versuchen Sie es noch einmal.
error-no-cookies = Ihr Browser blockiert Cookies
    .help = Diese Seite braucht ein Cookie, um zu wissen, dass das Formular von Ihnen kommt. Erlauben Sie Cookies für diese Website, gehen Sie zurück, laden Sie die Seite neu, und versuchen Sie es noch einmal.
error-wrong-host = Diese Seite hat eine andere Adresse
    .help = Sie haben sie unter einer Adresse geöffnet, für die sie nicht gedacht ist; dort funktionieren ihre Formulare nicht. Öffnen Sie sie stattdessen hier:
error-wrong-passwords = Zu viele falsche Passwörter
    .help = Für diese Adresse wurden aus Ihrem Netzwerk zu viele falsche Passwörter eingegeben. Ihr Konto ist sicher. Sie müssen nicht warten: Lassen Sie sich einen Code per E-Mail senden, oder legen Sie ein neues Passwort fest.
error-too-many = Zu viele Versuche
    .help = Aus Ihrem Netzwerk kamen zu viele Versuche. Ihr Konto ist sicher.
error-overloaded = Gerade ist sehr viel los
    .help = Wir konnten Ihre Anfrage nicht annehmen. Bitte versuchen Sie es gleich noch einmal.
error-mail-off = Zurzeit können wir keine E-Mails senden
    .help = Bitte wenden Sie sich an den Support.
error-internal = Bei uns ist etwas schiefgegangen
    .help = Ihre Anfrage wurde vielleicht nicht ausgeführt. Bitte versuchen Sie es gleich noch einmal.
error-retry = Versuchen Sie es in { $duration } noch einmal.
error-status = Status { $status }
error-request-id = Wenn Sie sich an den Support wenden, nennen Sie bitte

## Entwicklungspostfach

inbox-title = Entwicklungspostfach
inbox-live = Neue E-Mails erscheinen automatisch
inbox-search = Suchen
inbox-clear = Alle löschen
inbox-delete = Löschen
inbox-download = Herunterladen
inbox-unread = Ungelesen
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
inbox-no-images = Ohne Bilder
inbox-empty = Noch keine E-Mails
inbox-empty-hint = Hier landen die E-Mails, die der Server sonst versenden würde. Eine bekommen Sie über

## E-Mails

mail-greeting = Guten Tag,
mail-greeting-named = Guten Tag { $name },
mail-link-fallback = Falls der Button nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:
mail-footer = Diese E-Mail wurde automatisch von { $location } gesendet.
mail-code-prompt = Geben Sie diesen Code auf der Seite ein, auf der Sie ihn angefordert haben:
mail-code-valid = Der Code gilt { $duration }. Geben Sie ihn nicht weiter; wir fragen nie danach.
mail-link-beside = Oder verwenden Sie statt des Codes diesen Button:
mail-link-beside-text = Oder öffnen Sie statt des Codes diesen Link:
mail-link-once = Der Link gilt { $duration } und nur einmal.
mail-link-valid = Der Link gilt { $duration }.
mail-requested = Angefordert von:
mail-time = Zeitpunkt
mail-device = Gerät
mail-device-both = { $browser } auf { $system }
mail-place = Ungefährer Standort
mail-place-city = { $city }, { $country }
mail-network = Netzwerk
mail-secure-mailbox = Die Person, die das getan hat, kann möglicherweise auch Ihre E-Mails lesen. Ändern Sie auch das Passwort Ihres E-Mail-Kontos.

reset-link-subject = Neues Passwort für { $location }
reset-link-preheader = Öffnen Sie den Link, um ein neues Passwort festzulegen. Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren.

reset-code-subject = Ihr Code für ein neues Passwort bei { $location }
reset-code-preheader = Geben Sie den Code ein, um ein neues Passwort festzulegen. Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren.
reset-body = für Ihr Konto { $email } bei { $location } wurde ein neues Passwort angefordert.
reset-otherwise = Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren. Ihr Passwort wurde nicht geändert.
reset-choice-body = es wurde ein neues Passwort angefordert. Mehrere Konten bei { $location } haben die Adresse { $email }. Wählen Sie das gewünschte aus:
reset-choice-link = Neues Passwort für { $user } festlegen
reset-choice-once = Jeder Link gilt { $duration } und nur einmal.

sign-in-mail-subject = Anmelden bei { $location }
sign-in-mail-preheader = Schließen Sie die Anmeldung ab. Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren.
sign-in-mail-body = für Ihr Konto { $email } bei { $location } wurde eine Anmeldung ohne Passwort angefordert.
sign-in-mail-otherwise = Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren. Ohne sie kann sich niemand auf diesem Weg anmelden.

verify-email-subject = Bestätigen Sie Ihre E-Mail-Adresse für { $location }
verify-email-preheader = Bestätigen Sie, dass das Ihre Adresse ist.
verify-email-title = Adresse bestätigen
verify-email-body = bitte bestätigen Sie, dass { $email } Ihre Adresse ist, damit { $location } Sie erreicht, wenn es darauf ankommt.
verify-email-button = Adresse bestätigen
verify-email-otherwise = Wenn Sie sich nicht selbst bei { $location } registriert haben, bestätigen Sie bitte nicht: Vielleicht hat jemand anderes das Passwort gewählt. Ohne Ihre Bestätigung wird die Adresse nicht verwendet.

new-address-subject = Bestätigen Sie Ihre neue Adresse für { $location }
new-address-preheader = Ihr Konto erhält diese Adresse, sobald Sie sie bestätigen.
new-address-title = Neue Adresse bestätigen
new-address-body = { $email } soll die Adresse eines Kontos bei { $location } werden. Bestätigen Sie das nur, wenn es Ihr Konto ist.
new-address-button = Neue Adresse bestätigen
new-address-otherwise = Wenn Sie das nicht veranlasst haben, bestätigen Sie bitte nicht: Sonst erhält ein fremdes Konto Ihre Adresse. Ohne Ihre Bestätigung ändert sich nichts.

no-account-subject = Kein Konto bei { $location } mit dieser Adresse
no-account-preheader = Jemand hat Ihre Adresse eingegeben, aber es gibt damit kein Konto.
no-account-title = Mit dieser Adresse gibt es kein Konto
no-account-body = bei { $location } wurde diese Adresse eingegeben, um ein neues Passwort festzulegen oder sich anzumelden. Es gibt damit aber kein Konto.
no-account-you = Wenn Sie das waren, haben Sie sich vielleicht mit einer anderen Adresse registriert. Versuchen Sie es noch einmal mit der anderen.
no-account-otherwise = Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren. Es wurde kein Konto angelegt.
no-account-home = Zu { $location }

password-changed-subject = Ihr Passwort für { $location } wurde geändert
password-changed-preheader = Wenn Sie das waren, müssen Sie nichts tun. Wenn nicht, sperren Sie Ihr Konto jetzt.
password-changed-title = Ihr Passwort wurde geändert
password-changed-body = das Passwort Ihres Kontos { $email } bei { $location } wurde geändert. Alle Geräte wurden abgemeldet.
password-changed-body-stay = das Passwort Ihres Kontos { $email } bei { $location } wurde geändert. Geräte, die bereits angemeldet sind, bleiben möglicherweise angemeldet.
password-changed-you = Wenn Sie das waren, müssen Sie nichts tun.
password-changed-otherwise = Wenn Sie das nicht waren, sperren Sie das Konto jetzt. Damit werden alle Geräte abgemeldet, und niemand kann sich anmelden, bis Sie ein neues Passwort festlegen.
password-changed-otherwise-stay = Wenn Sie das nicht waren, sperren Sie das Konto jetzt. Danach kann sich niemand anmelden, bis Sie ein neues Passwort festlegen.
password-changed-button = Das war ich nicht

disowned-subject = Ihr Konto bei { $location } ist gesperrt
disowned-preheader = Niemand kann sich anmelden, bis Sie ein neues Passwort festlegen.
disowned-title = Ihr Konto ist gesperrt
disowned-body = Sie haben uns mitgeteilt, dass die letzte Änderung an Ihrem Konto { $email } bei { $location } nicht von Ihnen stammt. Alle Geräte wurden abgemeldet, und Ihr Konto bleibt gesperrt, bis Sie ein neues Passwort festlegen.
disowned-body-stay = Sie haben uns mitgeteilt, dass die letzte Änderung an Ihrem Konto { $email } bei { $location } nicht von Ihnen stammt. Ihr Konto bleibt gesperrt, bis Sie ein neues Passwort festlegen. Geräte, die bereits angemeldet sind, bleiben aber möglicherweise angemeldet.
disowned-next = Um es zu entsperren, legen Sie ein neues Passwort fest:

address-taken-subject = Sie haben bereits ein Konto bei { $location }
address-taken-preheader = Jemand wollte Ihre Adresse für ein weiteres Konto verwenden. Wenn Sie das waren, melden Sie sich einfach an.
address-taken-title = Sie haben bereits ein Konto
address-taken-body = jemand wollte bei { $location } die Adresse { $email } für ein weiteres Konto verwenden. Es gibt bereits ein Konto mit dieser Adresse, daher wurde nichts angelegt oder geändert.
address-taken-you = Wenn Sie das waren, melden Sie sich mit Ihrem Passwort an. Wenn Sie es vergessen haben, legen Sie ein neues fest:
account-safe = Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren. Ihr Konto ist sicher.

other-provider-subject = Melden Sie sich bei { $location } mit { $provider } an
other-provider-preheader = Ihr Konto hat kein Passwort, das man zurücksetzen könnte.
other-provider-title = Ihr Konto hat kein Passwort
other-provider-body = für Ihr Konto { $email } bei { $location } wurde ein neues Passwort angefordert. Es hat keines: Sie melden sich mit { $provider } an.
other-provider-you = Wenn Sie das waren, wählen Sie bei der Anmeldung { $provider }. Wenn Sie sich dort nicht anmelden können, stellen Sie Ihr Konto bei { $provider } wieder her.

second-factor-title = Bestätigen Sie, dass Sie es sind
second-factor-lede = Für dieses Konto ist die Zwei-Faktor-Authentifizierung aktiviert:
second-factor-after-reset = Ihr Passwort wurde geändert. Nur noch ein Schritt bis zur Anmeldung.
second-factor-label = Code aus Ihrer Authenticator-App eingeben
second-factor-hint = Handy verloren? Verwenden Sie einen Wiederherstellungscode.
second-factor-recovery-label = Wiederherstellungscode
second-factor-problem-malformed = Geben Sie die sechs Ziffern aus der App oder einen Wiederherstellungscode ein.
second-factor-problem-wrong = Dieser Code ist falsch, abgelaufen oder wurde bereits verwendet. Warten Sie auf den nächsten, und versuchen Sie es noch einmal.
second-factor-problem-blocked = Zu viele falsche Codes. Codes aus der App gelten erst in { $duration } wieder; ein Wiederherstellungscode gilt schon jetzt.
second-factor-added-subject = Zwei-Faktor-Authentifizierung bei { $location } ist aktiviert
second-factor-added-title = Die Zwei-Faktor-Authentifizierung ist aktiviert
second-factor-added-body = für Ihr Konto { $email } bei { $location } wurde die Zwei-Faktor-Authentifizierung aktiviert. Zum Anmelden brauchen Sie ab jetzt auch einen Code aus Ihrer Authenticator-App.
second-factor-removed-subject = Zwei-Faktor-Authentifizierung bei { $location } ist deaktiviert
second-factor-removed-title = Die Zwei-Faktor-Authentifizierung ist deaktiviert
second-factor-removed-body = für Ihr Konto { $email } bei { $location } wurde die Zwei-Faktor-Authentifizierung deaktiviert. Zum Anmelden genügt ab jetzt Ihr Passwort.
second-factor-codes-subject = Neue Wiederherstellungscodes für { $location }
second-factor-codes-title = Sie haben neue Wiederherstellungscodes
second-factor-codes-body = für Ihr Konto { $email } bei { $location } wurden neue Wiederherstellungscodes erstellt. Die alten gelten nicht mehr.
second-factor-guessed-subject = Falsche Codes für Ihr Konto bei { $location }
second-factor-guessed-title = Jemand kennt Ihr Passwort und probiert Codes aus
second-factor-guessed-body = jemand hat das richtige Passwort Ihres Kontos { $email } bei { $location } eingegeben und danach fünf falsche Codes. Codes aus Ihrer Authenticator-App werden eine Zeit lang nicht akzeptiert. Ihre Wiederherstellungscodes gelten weiterhin.

address-changed-subject = Ihre Adresse bei { $location } wurde geändert
address-changed-title = Ihr Konto hat eine neue Adresse
address-changed-body = { $email } ist nicht mehr die Adresse Ihres Kontos bei { $location }. Alle Geräte wurden abgemeldet, und E-Mails gehen ab jetzt an die neue Adresse.
address-changed-otherwise = Wenn Sie das nicht waren, sperren Sie das Konto jetzt. Damit werden alle Geräte abgemeldet, und niemand kann sich anmelden, bis der Support es entsperrt.
session-elsewhere-subject = Ihre Sitzung bei { $location } wurde anderswo verwendet
session-elsewhere-title = Ihre Sitzung wurde anderswo verwendet
session-elsewhere-body = Ihre Sitzung als { $email } bei { $location } wurde eben aus einem Netzwerk verwendet, das weit vom vorherigen entfernt ist. Wenn jemand sie kopiert hat, hat diese Person Zugriff auf Ihr Konto.
session-elsewhere-you = Wenn Sie auf Reisen waren, das Netzwerk gewechselt oder ein VPN eingeschaltet haben, waren Sie es selbst und müssen nichts tun.
new-sign-in-subject = Neue Anmeldung bei { $location }
new-sign-in-title = Neue Anmeldung bei Ihrem Konto
new-sign-in-body = für Ihr Konto { $email } bei { $location } gab es eben eine Anmeldung von einem neuen Ort oder Gerät.
