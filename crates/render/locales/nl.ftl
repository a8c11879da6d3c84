# Nederlands. The keys are those of en.ftl.

## Times

duration-seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } seconden
}
duration-minutes = { $count ->
    [one] { $count } minuut
   *[other] { $count } minuten
}
duration-hours = { $count ->
    [one] { $count } uur
   *[other] { $count } uur
}
duration-days = { $count ->
    [one] { $count } dag
   *[other] { $count } dagen
}
month = { $month ->
    [1] januari
    [2] februari
    [3] maart
    [4] april
    [5] mei
    [6] juni
    [7] juli
    [8] augustus
    [9] september
    [10] oktober
    [11] november
   *[12] december
}
instant = { $day } { month } { $year }, { $hour }:{ $minute } uur (UTC)
instant-local = { $day } { month } { $year }, { $hour }:{ $minute } uur lokale tijd ({ $utc } UTC)

## Words that several pages share

title-problem = Fout: { $title }
email-label = E-mailadres
password-label = Wachtwoord
code-label = Code
code-hint = De zes cijfers uit de e-mail die we je hebben gestuurd.
code-hint-sent = De code wordt gecontroleerd zodra je alle zes cijfers hebt ingevuld.
account-label = Account
password-show = Tonen
password-hide = Verbergen
caps-lock = Caps Lock staat aan.
sign-in-button = Inloggen
set-new-password = Nieuw wachtwoord instellen
continue = Doorgaan naar { $location }
back-home = Terug naar { $location }
back-to-sign-in = Terug naar inloggen
to-sign-in = Ga naar inloggen
support = Hulp nodig?
imprint = Colofon
privacy = Privacy
or = of
copy = Kopiëren
copied = Gekopieerd
wrong-address = Verkeerd adres? Wijzig het
open-mailbox = { $provider } openen
open-inbox = Ontwikkelmodus: de onderschepte e-mails openen
resend-question = Nog geen e-mail? Het kan een minuut duren. Controleer ook je spammap.
resend-button = Nog een e-mail sturen
resend-wait = Je kunt een nieuwe aanvragen over
limit-wait = Je kunt het opnieuw proberen over
offline = Je lijkt offline te zijn. Controleer je verbinding en probeer het opnieuw.
use-another-address = Een ander adres gebruiken
email-problem-missing = Vul je e-mailadres in.
email-problem-invalid = Dit e-mailadres is niet volledig. Het moet er zo uitzien: naam@example.com.
email-suggestion = Bedoelde je
code-problem-malformed = Vul de zes cijfers van je code in.
code-problem-wrong = Deze code klopt niet of is verlopen. Gebruik de code uit de nieuwste e-mail of vraag een nieuwe aan.

## A new password

forgot-title = Wachtwoord vergeten?
forgot-lede = Vul je e-mailadres in. Dan mailen we je een link om een nieuw wachtwoord in te stellen.
forgot-button = E-mail sturen
forgot-link = Wachtwoord vergeten?
ask-for-new-mail = Nieuwe e-mail aanvragen
check-mail-title = Check je e-mail
check-mail-lede-link = Als er een account met dit adres bestaat, is er een e-mail met een link onderweg. Open de link om een nieuw wachtwoord in te stellen.
check-mail-lede-code = Als er een account met dit adres bestaat, is er een e-mail met een code onderweg. Vul de code hier in of open de link in de e-mail.
check-mail-lede-sent-before = Als er een account met dit adres bestaat, hebben we er al e-mails naartoe gestuurd. Gebruik de nieuwste; we hebben er niet nog een gestuurd.
code-title = Vul je code in
code-lede = Vul de zescijferige code in uit de e-mail die we je hebben gestuurd. De link in de e-mail werkt net zo goed.
code-button = Doorgaan
new-password-title = Nieuw wachtwoord instellen
new-password-lede = Kies een wachtwoord dat je nergens anders gebruikt.
new-password-label = Nieuw wachtwoord
new-password-button = Wachtwoord opslaan
new-password-sessions = Je wordt op al je apparaten uitgelogd.
new-password-sessions-stay = Log voor de zekerheid ook uit op je andere apparaten.
rule-met = Voldaan:
rule-broken = Nog niet voldaan:
rule-too-short = { $count ->
    [one] Minstens { $count } teken
   *[other] Minstens { $count } tekens
}
rule-too-long = { $count ->
    [one] Gebruik hooguit { $count } teken.
   *[other] Gebruik hooguit { $count } tekens.
}
rule-needs-upper = Een hoofdletter
rule-needs-lower = Een kleine letter
rule-needs-digit = Een cijfer
rule-needs-special = Een speciaal teken, zoals ! of #
rule-advice = Hoe langer, hoe sterker: een paar woorden die alleen jij zou combineren, vormen een goed wachtwoord.
strength-weak = Zwak: makkelijk te raden
strength-fair = Matig: kan worden geraden
strength-good = Goed: moeilijk te raden
strength-strong = Sterk: heel moeilijk te raden
rule-too-common = Veel mensen gebruiken dit wachtwoord. Daarom is het een van de eerste die aanvallers proberen. Kies een ander.
rule-breached = Dit wachtwoord is bekend uit een datalek. Kies een ander.
rule-contains-identity = Dit wachtwoord lijkt te veel op je adres of naam. Kies een ander.
rule-reused = Dit is je huidige wachtwoord. Kies een ander.
rule-used-before = Je hebt dit wachtwoord al eerder gebruikt. Kies een ander.
rule-changed-too-recently = Je wachtwoord is kort geleden gewijzigd. Probeer het later opnieuw.
reset-done-title = Je wachtwoord is gewijzigd
reset-done-lede = Je kunt er nu mee inloggen. Je bent op al je apparaten uitgelogd.
reset-done-lede-stay = Je kunt er nu mee inloggen. Log voor de zekerheid ook uit op je andere apparaten.
reset-done-signed-in = Je bent hier ingelogd. Op al je andere apparaten ben je uitgelogd.
reset-done-notice = We hebben je over deze wijziging gemaild, voor het geval jij het niet was.

## Signing in and out

sign-in-title = Inloggen
sign-in-lede = Welkom terug bij { $location }.
sign-in-code-button = Mail me een code
sign-in-problem-no-password = Vul je wachtwoord in.
sign-in-problem-wrong = Het adres of wachtwoord klopt niet. Probeer het opnieuw of stel een nieuw wachtwoord in.
sign-in-problem-must-reset = Voordat je inlogt, moet je een nieuw wachtwoord instellen. Kies ‘Wachtwoord vergeten?’.
sign-in-problem-not-verified = Voordat je inlogt, moet je je adres bevestigen. Kies ‘Wachtwoord vergeten?’: die e-mail bevestigt het ook.
sign-in-notice-session-ended = Je sessie is beëindigd. Log opnieuw in.
sign-in-notice-password-changed = Je wachtwoord is gewijzigd. Je kunt er nu mee inloggen.
sign-in-link-title = Inloggen bij { $location }?
sign-in-link-lede = Je hebt een inloglink geopend voor dit account:
sign-in-link-hint = Heb je deze link niet aangevraagd? Sluit dan deze pagina. Er is niets gewijzigd.
signed-in-title = Je bent ingelogd
signed-in-lede = Fijn je weer te zien.
signed-in-lede-named = Fijn je weer te zien, { $name }.
sign-out-button = Uitloggen
signed-out-title = Je bent uitgelogd
signed-out-lede = Je bent op dit apparaat uitgelogd.
sign-in-again = Opnieuw inloggen

## Confirming an address

verify-page-title = Bevestig je adres
verify-page-lede = Is dit jouw adres en heb je zelf een account aangemaakt bij { $location }?
verify-page-button = Ja, bevestigen
verify-page-hint = Heb je geen account aangemaakt? Sluit dan deze pagina: misschien heeft iemand anders het wachtwoord gekozen. Er is niets gewijzigd.
verify-done-title = Je adres is bevestigd
verify-done-lede = Je kunt nu inloggen.

## This wasn't me

not-me-title = Heb jij dit niet gewijzigd?
not-me-lede = We hebben je gemaild over een wijziging in dit account. Komt die niet van jou? Vergrendel het account dan nu:
not-me-lede-address = Het e-mailadres van je account is gewijzigd. Heb jij dit niet gedaan? Vergrendel het account dan nu:
not-me-sessions = Alle apparaten worden uitgelogd.
not-me-sessions-stay = Apparaten die al zijn ingelogd, blijven mogelijk ingelogd.
not-me-links = Alle links en codes die we hebben gemaild, werken dan niet meer.
not-me-shut = Niemand kan inloggen totdat je een nieuw wachtwoord instelt.
not-me-shut-address = Niemand kan inloggen totdat support het account ontgrendelt.
not-me-button = Dit was ik niet: account vergrendelen
not-me-otherwise = Was jij dit wel? Sluit dan deze pagina. Je account wordt niet vergrendeld.
not-me-done-title = Je account is vergrendeld
not-me-done-lede = Alle apparaten zijn uitgelogd en niemand kan inloggen totdat je een nieuw wachtwoord instelt.
not-me-done-second-factor = Is de authenticator-app van dit account niet van jou? Neem dan contact op met support van { $location }: een nieuw wachtwoord verwijdert die app niet.
not-me-done-lede-address = Alle apparaten zijn uitgelogd en niemand kan inloggen. Neem contact op met support van { $location } om je account terug te krijgen.

## Links that can't be used

link-problem-title = Deze link werkt niet
link-expired-title = Deze link is verlopen
link-expired = Om je account te beschermen, verlopen links na { $duration }.
link-used-title = Deze link is al gebruikt
link-used = Elke link werkt één keer.
link-void = De link is niet meer geldig: je account is gewijzigd sinds we hem hebben gestuurd.
link-unknown = De link is onvolledig of is in een andere browser geopend. Open hem opnieuw vanuit de e-mail of vraag een nieuwe aan.
link-left-open = Deze pagina heeft te lang opengestaan. Open de link in de e-mail opnieuw.
link-no-cookies = Je browser heeft de cookie die deze pagina nodig heeft niet meegestuurd. Sta cookies toe voor deze site en open de link in de e-mail opnieuw.
code-void-title = Deze code is niet meer geldig
code-void = De code klopte, maar je account is gewijzigd sinds we hem hebben gestuurd. Misschien heb je de link in dezelfde e-mail al gebruikt. Log in met je nieuwe wachtwoord of vraag een nieuwe e-mail aan.
link-problem-button = Nieuwe e-mail sturen
link-again-button = Nieuwe link sturen
link-again-hint = Die gaat naar de mailbox waarin deze is aangekomen.
link-sent-again = Er is een nieuwe link onderweg naar de mailbox waarin de vorige is aangekomen. Open hem daar om verder te gaan.
link-sent-before = We hebben al een nieuwere e-mail naar die mailbox gestuurd. Gebruik de nieuwste; we hebben er niet nog een gestuurd.
link-problem-verify = Is je adres nog niet bevestigd? Ga dan terug naar waar je je account hebt aangemaakt en vraag een nieuwe e-mail aan.
link-problem-new-address = Heeft je account het nieuwe adres nog niet? Ga dan terug naar waar je het hebt gewijzigd en doe dat opnieuw.
link-problem-not-me = Herken je een wijziging in je account niet? Stel dan nu een nieuw wachtwoord in. Daarmee wordt ieder ander uitgelogd. Lukt dat niet? Neem dan contact op met support.
link-problem-not-me-stay = Herken je een wijziging in je account niet? Stel dan nu een nieuw wachtwoord in. Lukt dat niet? Neem dan contact op met support.

## Errors

error-not-found = Deze pagina bestaat niet
    .help = Misschien is het adres verkeerd getypt of is de pagina verplaatst.
error-bad-request = We konden je verzoek niet lezen
    .help = Er ging iets mis met je verzoek. Ga terug en probeer het opnieuw.
error-form-expired = Dit formulier is verlopen
    .help = Het heeft te lang opengestaan of je browser heeft onze cookie niet meegestuurd. Ga terug, laad de pagina opnieuw en probeer het nog eens.
error-no-cookies = Je browser blokkeert cookies
    .help = Deze pagina heeft een cookie nodig om te weten dat het formulier van jou komt. Sta cookies toe voor deze site, ga terug, laad de pagina opnieuw en probeer het nog eens.
error-wrong-host = Deze pagina heeft een ander adres
    .help = Je hebt de pagina via een verkeerd adres geopend. Daar werken de formulieren niet. Open de pagina hier:
error-wrong-passwords = Te veel onjuiste wachtwoorden
    .help = Vanaf jouw netwerk zijn te veel onjuiste wachtwoorden voor dit adres ingevuld. Je account is veilig. Je hoeft niet te wachten: laat een code mailen of stel een nieuw wachtwoord in.
error-too-many = Te veel pogingen
    .help = Er zijn te veel pogingen gedaan vanaf jouw netwerk. Je account is veilig.
error-overloaded = Het is nu erg druk bij ons
    .help = We konden je verzoek niet verwerken. Probeer het zo meteen opnieuw.
error-mail-off = We kunnen nu geen e-mail versturen
    .help = Neem contact op met support.
error-internal = Er ging iets mis aan onze kant
    .help = Je verzoek is misschien niet uitgevoerd. Probeer het zo meteen opnieuw.
error-retry = Probeer het opnieuw over { $duration }.
error-status = Status { $status }
error-request-id = Neem je contact op met support, vermeld dan

## Development inbox

inbox-title = Ontwikkelinbox
inbox-live = Nieuwe e-mails verschijnen automatisch
inbox-search = Zoeken
inbox-clear = Alles verwijderen
inbox-delete = Verwijderen
inbox-download = Downloaden
inbox-unread = Ongelezen
inbox-list = Onderschepte e-mails
inbox-from = Van
inbox-to = Aan
inbox-time = Tijd
inbox-link = Link
inbox-html = HTML
inbox-text = Tekst
inbox-source = Bron
inbox-headers = Headers
inbox-phone = Telefoonbreedte
inbox-light = Licht
inbox-dark = Donker
inbox-no-images = Zonder afbeeldingen
inbox-empty = Nog geen e-mails
inbox-empty-hint = Hier komen alle e-mails die de server zou versturen. Vraag er een aan op

## Mails

mail-greeting = Hallo,
mail-greeting-named = Hallo { $name },
mail-link-fallback = Werkt de knop niet? Kopieer dan dit adres naar je browser:
mail-footer = Deze e-mail is automatisch verstuurd door { $location }.
mail-code-prompt = Vul deze code in op de pagina waar je hem hebt aangevraagd:
mail-code-valid = De code verloopt na { $duration }. Deel hem met niemand; wij vragen er nooit om.
mail-link-beside = Of gebruik deze knop in plaats van de code:
mail-link-beside-text = Of open deze link in plaats van de code te gebruiken:
mail-link-once = De link verloopt na { $duration } en werkt één keer.
mail-link-valid = De link verloopt na { $duration }.
mail-requested = Aangevraagd vanaf:
mail-time = Tijdstip
mail-device = Apparaat
mail-device-both = { $browser } op { $system }
mail-place = Geschatte locatie
mail-place-city = { $city }, { $country }
mail-network = Netwerk
mail-secure-mailbox = Degene die dit heeft gedaan, kan misschien ook je e-mails lezen. Wijzig ook het wachtwoord van je e-mailaccount.

reset-link-subject = Stel een nieuw wachtwoord in voor { $location }
reset-link-preheader = Open de link om een nieuw wachtwoord in te stellen. Was jij dit niet? Dan kun je deze e-mail negeren.

reset-code-subject = Je code voor een nieuw wachtwoord bij { $location }
reset-code-preheader = Vul de code in om een nieuw wachtwoord in te stellen. Was jij dit niet? Dan kun je deze e-mail negeren.
reset-body = We hebben een verzoek ontvangen om een nieuw wachtwoord in te stellen voor je account { $email } bij { $location }.
reset-otherwise = Was jij dit niet? Dan kun je deze e-mail negeren. Je wachtwoord is niet gewijzigd.
reset-choice-body = We hebben een verzoek ontvangen om een nieuw wachtwoord in te stellen. Meerdere accounts bij { $location } gebruiken het adres { $email }. Kies het account dat je bedoelt:
reset-choice-link = Nieuw wachtwoord instellen voor { $user }
reset-choice-once = Elke link verloopt na { $duration } en werkt één keer.

sign-in-mail-subject = Inloggen bij { $location }
sign-in-mail-preheader = Rond het inloggen af. Was jij dit niet? Dan kun je deze e-mail negeren.
sign-in-mail-body = We hebben een verzoek ontvangen om zonder wachtwoord in te loggen op je account { $email } bij { $location }.
sign-in-mail-otherwise = Was jij dit niet? Dan kun je deze e-mail negeren. Zonder deze e-mail kan niemand op deze manier inloggen.

verify-email-subject = Bevestig je e-mailadres voor { $location }
verify-email-preheader = Bevestig dat dit adres van jou is.
verify-email-title = Bevestig je adres
verify-email-body = Bevestig dat { $email } jouw adres is, zodat { $location } je kan bereiken als dat belangrijk is.
verify-email-button = Adres bevestigen
verify-email-otherwise = Heb je niet zelf een account aangemaakt bij { $location }? Bevestig het adres dan niet: misschien heeft iemand anders het wachtwoord gekozen. Zonder jouw bevestiging wordt het adres niet gebruikt.

new-address-subject = Bevestig je nieuwe adres voor { $location }
new-address-preheader = Je account krijgt dit adres zodra je het bevestigt.
new-address-title = Bevestig je nieuwe adres
new-address-body = { $email } wordt het adres van een account bij { $location }. Bevestig het alleen als dat account van jou is.
new-address-button = Nieuw adres bevestigen
new-address-otherwise = Heb je hier niet om gevraagd? Bevestig het adres dan niet: anders krijgt het account van iemand anders jouw adres. Zonder jouw bevestiging verandert er niets.

no-account-subject = Geen account bij { $location } met dit adres
no-account-preheader = Iemand heeft je adres ingevuld, maar er is geen account met dat adres.
no-account-title = Er is geen account met dit adres
no-account-body = Iemand heeft dit adres ingevuld bij { $location } om een nieuw wachtwoord in te stellen of in te loggen, maar er is geen account met dit adres.
no-account-you = Was jij dit? Dan heb je misschien een account met een ander adres. Probeer het opnieuw met dat adres.
no-account-otherwise = Was jij dit niet? Dan kun je deze e-mail negeren. Er is geen account aangemaakt.
no-account-home = Ga naar { $location }

password-changed-subject = Je wachtwoord voor { $location } is gewijzigd
password-changed-preheader = Was jij dit? Dan hoef je niets te doen. Zo niet, vergrendel dan nu je account.
password-changed-title = Je wachtwoord is gewijzigd
password-changed-body = Het wachtwoord van je account { $email } bij { $location } is gewijzigd. Alle apparaten zijn uitgelogd.
password-changed-body-stay = Het wachtwoord van je account { $email } bij { $location } is gewijzigd. Apparaten die al zijn ingelogd, blijven mogelijk ingelogd.
password-changed-you = Was jij dit? Dan hoef je niets te doen.
password-changed-otherwise = Was jij dit niet? Vergrendel het account dan nu. Alle apparaten worden uitgelogd en niemand kan inloggen totdat je een nieuw wachtwoord instelt.
password-changed-otherwise-stay = Was jij dit niet? Vergrendel het account dan nu. Daarna kan niemand inloggen totdat je een nieuw wachtwoord instelt.
password-changed-button = Dit was ik niet

disowned-subject = Je account bij { $location } is vergrendeld
disowned-preheader = Niemand kan inloggen totdat je een nieuw wachtwoord instelt.
disowned-title = Je account is vergrendeld
disowned-body = Je hebt ons laten weten dat de laatste wijziging in je account { $email } bij { $location } niet van jou was. Alle apparaten zijn uitgelogd en je account blijft vergrendeld totdat je een nieuw wachtwoord instelt.
disowned-body-stay = Je hebt ons laten weten dat de laatste wijziging in je account { $email } bij { $location } niet van jou was. Je account blijft vergrendeld totdat je een nieuw wachtwoord instelt, maar apparaten die al zijn ingelogd, blijven mogelijk ingelogd.
disowned-next = Stel een nieuw wachtwoord in om het te ontgrendelen:

address-taken-subject = Je hebt al een account bij { $location }
address-taken-preheader = Iemand probeerde jouw adres voor een ander account te gebruiken. Was jij dit? Log dan gewoon in.
address-taken-title = Je hebt al een account
address-taken-body = Iemand probeerde het adres { $email } voor een ander account bij { $location } te gebruiken. Er is al een account met dit adres, dus er is niets aangemaakt of gewijzigd.
address-taken-you = Was jij dit? Log dan in met je wachtwoord. Ben je het vergeten? Dan kun je een nieuw wachtwoord instellen:
account-safe = Was jij dit niet? Dan kun je deze e-mail negeren. Je account is veilig.

other-provider-subject = Log in bij { $location } met { $provider }
other-provider-preheader = Je account heeft geen wachtwoord dat je opnieuw kunt instellen.
other-provider-title = Je account heeft geen wachtwoord
other-provider-body = Iemand heeft een nieuw wachtwoord aangevraagd voor je account { $email } bij { $location }. Dat account heeft geen wachtwoord: je logt in met { $provider }.
other-provider-you = Was jij dit? Kies dan { $provider } bij het inloggen. Laat { $provider } je niet binnen? Herstel je account dan daar.

second-factor-title = Bevestig dat jij het bent
second-factor-lede = Verificatie in twee stappen staat aan voor dit account:
second-factor-after-reset = Je wachtwoord is gewijzigd. Nog één stap om in te loggen.
second-factor-label = Vul de code uit je authenticator-app in
second-factor-hint = Telefoon kwijt? Gebruik een herstelcode.
second-factor-recovery-label = Herstelcode
second-factor-problem-malformed = Vul de zes cijfers uit de app in, of een herstelcode.
second-factor-problem-wrong = Deze code is onjuist, verlopen of al gebruikt. Wacht op de volgende en probeer het opnieuw.
second-factor-problem-blocked = Te veel onjuiste codes. Codes uit de app werken weer over { $duration }; een herstelcode werkt nu al.

second-factor-added-subject = Verificatie in twee stappen staat aan voor { $location }
second-factor-added-title = Verificatie in twee stappen staat aan
second-factor-added-body = Verificatie in twee stappen is ingeschakeld voor je account { $email } bij { $location }. Voortaan heb je om in te loggen ook een code uit je authenticator-app nodig.
second-factor-removed-subject = Verificatie in twee stappen staat uit voor { $location }
second-factor-removed-title = Verificatie in twee stappen staat uit
second-factor-removed-body = Verificatie in twee stappen is uitgeschakeld voor je account { $email } bij { $location }. Voortaan is je wachtwoord genoeg om in te loggen.
second-factor-codes-subject = Nieuwe herstelcodes voor { $location }
second-factor-codes-title = Je hebt nieuwe herstelcodes
second-factor-codes-body = Er zijn nieuwe herstelcodes gemaakt voor je account { $email } bij { $location }. De oude werken niet meer.
second-factor-guessed-subject = Onjuiste codes ingevuld voor je account bij { $location }
second-factor-guessed-title = Iemand kent je wachtwoord en probeert codes uit
second-factor-guessed-body = Iemand heeft het juiste wachtwoord van je account { $email } bij { $location } ingevuld en daarna vijf onjuiste codes. Codes uit je authenticator-app worden een tijdje niet geaccepteerd. Je herstelcodes werken nog wel.

address-changed-subject = Je adres bij { $location } is gewijzigd
address-changed-title = Je account heeft een nieuw adres
address-changed-body = { $email } is niet meer het adres van je account bij { $location }. Alle apparaten zijn uitgelogd en e-mails gaan voortaan naar het nieuwe adres.
address-changed-otherwise = Was jij dit niet? Vergrendel het account dan nu. Alle apparaten worden uitgelogd en niemand kan inloggen totdat support het ontgrendelt.
session-elsewhere-subject = Je sessie bij { $location } is ergens anders gebruikt
session-elsewhere-title = Je sessie is ergens anders gebruikt
session-elsewhere-body = Je sessie als { $email } bij { $location } is zojuist gebruikt vanaf een netwerk dat ver van het vorige ligt. Als iemand de sessie heeft gekopieerd, heeft die persoon toegang tot je account.
session-elsewhere-you = Ben je op reis geweest, heb je van netwerk gewisseld of een VPN aangezet? Dan was jij het zelf en hoef je niets te doen.
new-sign-in-subject = Nieuwe login bij { $location }
new-sign-in-title = Nieuwe login bij je account
new-sign-in-body = Iemand is zojuist ingelogd op je account { $email } bij { $location } vanaf een plek of apparaat dat we nog niet eerder hebben gezien.
