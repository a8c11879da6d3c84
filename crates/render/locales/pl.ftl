# Polski. The keys are those of en.ftl.

## Times

# In the accusative: the sentences put „za” or „przez” before them.
duration-seconds = { $count ->
    [one] { $count } sekundę
    [few] { $count } sekundy
    [many] { $count } sekund
   *[other] { $count } sekundy
}
duration-minutes = { $count ->
    [one] { $count } minutę
    [few] { $count } minuty
    [many] { $count } minut
   *[other] { $count } minuty
}
duration-hours = { $count ->
    [one] { $count } godzinę
    [few] { $count } godziny
    [many] { $count } godzin
   *[other] { $count } godziny
}
duration-days = { $count ->
    [one] { $count } dzień
    [few] { $count } dni
    [many] { $count } dni
   *[other] { $count } dnia
}
month = { $month ->
    [1] stycznia
    [2] lutego
    [3] marca
    [4] kwietnia
    [5] maja
    [6] czerwca
    [7] lipca
    [8] sierpnia
    [9] września
    [10] października
    [11] listopada
   *[12] grudnia
}
instant = { $day } { month } { $year }, { $hour }:{ $minute } (UTC)
instant-local = { $day } { month } { $year }, { $hour }:{ $minute } czasu lokalnego ({ $utc } UTC)

## Words that several pages share

title-problem = Błąd: { $title }
email-label = Adres e-mail
password-label = Hasło
code-label = Kod
code-hint = Sześć cyfr z e-maila, który Ci wysłaliśmy.
code-hint-sent = Sprawdzimy kod od razu po wpisaniu wszystkich sześciu cyfr.
account-label = Konto
password-show = Pokaż
password-hide = Ukryj
caps-lock = Caps Lock jest włączony.
sign-in-button = Zaloguj się
set-new-password = Ustaw nowe hasło
continue = Przejdź do { $location }
back-home = Wróć do { $location }
back-to-sign-in = Wróć do logowania
to-sign-in = Przejdź do logowania
support = Potrzebujesz pomocy?
imprint = Informacje prawne
privacy = Prywatność
or = lub
copy = Kopiuj
copied = Skopiowano
wrong-address = Błędny adres? Zmień go
open-mailbox = Otwórz { $provider }
open-inbox = Tryb deweloperski: otwórz przechwycone e-maile
resend-question = E-mail jeszcze nie dotarł? To może potrwać minutę. Sprawdź też folder ze spamem.
resend-button = Wyślij kolejny e-mail
resend-wait = O kolejny możesz poprosić za
limit-wait = Możesz spróbować ponownie za
offline = Wygląda na to, że nie masz połączenia z internetem. Sprawdź je i spróbuj ponownie.
use-another-address = Użyj innego adresu
email-problem-missing = Wpisz swój adres e-mail.
email-problem-invalid = Ten adres e-mail jest niepełny. Powinien wyglądać tak: nazwa@example.com.
email-suggestion = Może chodziło o
code-problem-malformed = Wpisz sześć cyfr kodu.
code-problem-wrong = Ten kod jest błędny lub wygasł. Użyj kodu z najnowszego e-maila albo poproś o kolejny.

## A new password

forgot-title = Nie pamiętasz hasła?
forgot-lede = Wpisz swój adres e-mail, a wyślemy Ci link do ustawienia nowego hasła.
forgot-button = Wyślij e-mail
forgot-link = Nie pamiętasz hasła?
ask-for-new-mail = Poproś o nowy e-mail
check-mail-title = Sprawdź pocztę
check-mail-lede-link = Jeśli istnieje konto z tym adresem, e-mail z linkiem jest już w drodze. Otwórz link, aby ustawić nowe hasło.
check-mail-lede-code = Jeśli istnieje konto z tym adresem, e-mail z kodem jest już w drodze. Wpisz kod tutaj albo otwórz link z e-maila.
check-mail-lede-sent-before = Jeśli istnieje konto z tym adresem, wysłaliśmy już na ten adres e-maile. Użyj najnowszego; kolejnego nie wysłaliśmy.
code-title = Wpisz kod
code-lede = Wpisz sześciocyfrowy kod z e-maila, który Ci wysłaliśmy. Link w e-mailu działa równie dobrze.
code-button = Dalej
new-password-title = Ustaw nowe hasło
new-password-lede = Wybierz hasło, którego nie używasz nigdzie indziej.
new-password-label = Nowe hasło
new-password-button = Zapisz hasło
new-password-sessions = Wylogujemy Cię na wszystkich urządzeniach.
new-password-sessions-stay = Dla bezpieczeństwa wyloguj się też na innych urządzeniach.
rule-met = Spełnione:
rule-broken = Jeszcze niespełnione:
rule-too-short = { $count ->
    [one] Co najmniej { $count } znak
    [few] Co najmniej { $count } znaki
    [many] Co najmniej { $count } znaków
   *[other] Co najmniej { $count } znaku
}
rule-too-long = { $count ->
    [one] Użyj najwyżej { $count } znaku.
    [few] Użyj najwyżej { $count } znaków.
    [many] Użyj najwyżej { $count } znaków.
   *[other] Użyj najwyżej { $count } znaku.
}
rule-needs-upper = Wielka litera
rule-needs-lower = Mała litera
rule-needs-digit = Cyfra
rule-needs-special = Znak specjalny, na przykład ! lub #
rule-advice = Im dłuższe, tym silniejsze: kilka słów, które tylko Ty potrafisz ze sobą połączyć, to dobre hasło.
strength-weak = Słabe: łatwe do odgadnięcia
strength-fair = Przeciętne: da się odgadnąć
strength-good = Dobre: trudne do odgadnięcia
strength-strong = Silne: bardzo trudne do odgadnięcia
rule-too-common = Wiele osób używa tego hasła, więc atakujący sprawdzają je jako jedno z pierwszych. Wybierz inne.
rule-breached = To hasło jest znane z wycieku danych. Wybierz inne.
rule-contains-identity = To hasło jest zbyt podobne do Twojego adresu lub imienia. Wybierz inne.
rule-reused = To Twoje obecne hasło. Wybierz inne.
rule-used-before = To hasło było już przez Ciebie używane. Wybierz inne.
rule-changed-too-recently = Twoje hasło zostało niedawno zmienione. Spróbuj ponownie później.
reset-done-title = Twoje hasło zostało zmienione
reset-done-lede = Możesz się już nim zalogować. Wylogowaliśmy Cię na wszystkich urządzeniach.
reset-done-lede-stay = Możesz się już nim zalogować. Dla bezpieczeństwa wyloguj się też na innych urządzeniach.
reset-done-signed-in = Zalogowaliśmy Cię na tym urządzeniu i wylogowaliśmy na wszystkich innych.
reset-done-notice = Wysłaliśmy Ci e-mail o tej zmianie na wypadek, gdyby nie pochodziła od Ciebie.

## Signing in and out

sign-in-title = Zaloguj się
sign-in-lede = Witaj ponownie w { $location }.
sign-in-code-button = Wyślij mi kod e-mailem
sign-in-problem-no-password = Wpisz hasło.
sign-in-problem-wrong = Nieprawidłowy adres lub hasło. Spróbuj ponownie albo ustaw nowe hasło.
sign-in-problem-must-reset = Zanim się zalogujesz, ustaw nowe hasło. Wybierz „Nie pamiętasz hasła?”.
sign-in-problem-not-verified = Zanim się zalogujesz, potwierdź swój adres. Wybierz „Nie pamiętasz hasła?”: tamten e-mail też go potwierdza.
sign-in-notice-session-ended = Twoja sesja się zakończyła. Zaloguj się ponownie.
sign-in-notice-password-changed = Twoje hasło zostało zmienione. Możesz się już nim zalogować.
sign-in-link-title = Zalogować się do { $location }?
sign-in-link-lede = Otwarto link do logowania na to konto:
sign-in-link-hint = Jeśli prośba o ten link nie pochodzi od Ciebie, zamknij tę stronę. Nic się nie zmieniło.
signed-in-title = Zalogowano
signed-in-lede = Miło Cię znów widzieć.
signed-in-lede-named = Miło Cię znów widzieć, { $name }.
sign-out-button = Wyloguj się
signed-out-title = Wylogowano
signed-out-lede = Wylogowaliśmy Cię na tym urządzeniu.
sign-in-again = Zaloguj się ponownie

## Confirming an address

verify-page-title = Potwierdź swój adres
verify-page-lede = Czy to Twój adres i czy to Ty zakładasz konto w { $location }?
verify-page-button = Tak, potwierdź
verify-page-hint = Jeśli to nie Ty zakładasz konto, zamknij tę stronę: hasło mógł wybrać ktoś inny. Nic się nie zmieniło.
verify-done-title = Twój adres jest potwierdzony
verify-done-lede = Możesz się już zalogować.

## This wasn't me

not-me-title = To nie Twoja zmiana?
not-me-lede = Powiadomiliśmy Cię e-mailem o zmianie na tym koncie. Jeśli nie pochodzi od Ciebie, zablokuj teraz konto:
not-me-lede-address = Adres e-mail Twojego konta został zmieniony. Jeśli to nie Ty, zablokuj teraz konto:
not-me-sessions = Wszystkie urządzenia zostaną wylogowane.
not-me-sessions-stay = Urządzenia, które są już zalogowane, mogą pozostać zalogowane.
not-me-links = Wszystkie linki i kody wysłane przez nas e-mailem przestaną działać.
not-me-shut = Nikt się nie zaloguje, dopóki nie ustawisz nowego hasła.
not-me-shut-address = Nikt się nie zaloguje, dopóki pomoc techniczna nie odblokuje konta.
not-me-button = To nie ja: zablokuj konto
not-me-otherwise = Jeśli to Ty, zamknij tę stronę. Twoje konto nie zostanie zablokowane.
not-me-done-title = Twoje konto jest zablokowane
not-me-done-lede = Wszystkie urządzenia zostały wylogowane i nikt się nie zaloguje, dopóki nie ustawisz nowego hasła.
not-me-done-second-factor = Jeśli aplikacja uwierzytelniająca tego konta nie należy do Ciebie, skontaktuj się z pomocą techniczną { $location }: nowe hasło jej nie usunie.
not-me-done-lede-address = Wszystkie urządzenia zostały wylogowane i nikt się nie zaloguje. Aby odzyskać konto, skontaktuj się z pomocą techniczną { $location }.

## Links that can't be used

link-problem-title = Ten link nie działa
link-expired-title = Ten link wygasł
link-expired = Dla bezpieczeństwa konta linki są ważne tylko przez { $duration }.
link-used-title = Ten link został już użyty
link-used = Każdy link działa tylko raz.
link-void = Jest nieaktualny: Twoje konto zmieniło się od czasu jego wysłania.
link-unknown = Jest niepełny albo został otwarty w innej przeglądarce. Otwórz go ponownie z e-maila albo poproś o nowy.
link-left-open = Ta strona była otwarta zbyt długo. Otwórz ponownie link z e-maila.
link-no-cookies = Twoja przeglądarka nie wysłała pliku cookie, którego potrzebuje ta strona. Zezwól na pliki cookie dla tej witryny i otwórz ponownie link z e-maila.
code-void-title = Ten kod jest nieaktualny
code-void = Kod był poprawny, ale Twoje konto zmieniło się od czasu jego wysłania. Możliwe, że link z tego samego e-maila został już użyty. Zaloguj się nowym hasłem albo poproś o nowy e-mail.
link-problem-button = Wyślij nowy e-mail
link-again-button = Wyślij nowy link
link-again-hint = Trafi do skrzynki, na którą przyszedł ten.
link-sent-again = Nowy link jest w drodze do skrzynki, na którą przyszedł poprzedni. Otwórz go tam, aby kontynuować.
link-sent-before = Wysłaliśmy już nowszy e-mail do tej skrzynki. Użyj najnowszego; kolejnego nie wysłaliśmy.
link-problem-verify = Jeśli Twój adres nie jest jeszcze potwierdzony, wróć do miejsca rejestracji i poproś o nowy e-mail.
link-problem-new-address = Jeśli Twoje konto nie ma jeszcze nowego adresu, wróć do miejsca, w którym go zmieniono, i zmień go ponownie.
link-problem-not-me = Jeśli nie rozpoznajesz zmiany na swoim koncie, ustaw teraz nowe hasło. Wszyscy inni zostaną wylogowani. Jeśli nie możesz tego zrobić, skontaktuj się z pomocą techniczną.
link-problem-not-me-stay = Jeśli nie rozpoznajesz zmiany na swoim koncie, ustaw teraz nowe hasło. Jeśli nie możesz tego zrobić, skontaktuj się z pomocą techniczną.

## Errors

error-not-found = Ta strona nie istnieje
    .help = Adres może być błędnie wpisany albo strona została przeniesiona.
error-bad-request = Nie udało się odczytać żądania
    .help = Coś poszło nie tak z Twoim żądaniem. Wróć i spróbuj ponownie.
error-form-expired = Ten formularz wygasł
    .help = Był otwarty zbyt długo albo Twoja przeglądarka nie wysłała naszego pliku cookie. Wróć, odśwież stronę i spróbuj ponownie.
error-no-cookies = Twoja przeglądarka blokuje pliki cookie
    .help = Ta strona potrzebuje pliku cookie, aby wiedzieć, że formularz pochodzi od Ciebie. Zezwól na pliki cookie dla tej witryny, wróć, odśwież stronę i spróbuj ponownie.
error-wrong-host = Ta strona ma inny adres
    .help = Ta strona została otwarta pod adresem, który nie jest dla niej przeznaczony, więc jej formularze tam nie działają. Otwórz ją tutaj:
error-wrong-passwords = Zbyt wiele błędnych haseł
    .help = Z Twojej sieci wpisano zbyt wiele błędnych haseł dla tego adresu. Twoje konto jest bezpieczne. Nie musisz czekać: poproś o kod e-mailem albo ustaw nowe hasło.
error-too-many = Zbyt wiele prób
    .help = Z Twojej sieci było zbyt wiele prób. Twoje konto jest bezpieczne.
error-overloaded = Mamy teraz bardzo duży ruch
    .help = Nie udało się przyjąć Twojego żądania. Spróbuj ponownie za chwilę.
error-mail-off = Nie możemy teraz wysyłać e-maili
    .help = Skontaktuj się z pomocą techniczną.
error-internal = Coś poszło nie tak po naszej stronie
    .help = Twoje żądanie mogło nie zostać wykonane. Spróbuj ponownie za chwilę.
error-retry = Spróbuj ponownie za { $duration }.
error-status = Status { $status }
error-request-id = Kontaktując się z pomocą techniczną, podaj

## Development inbox

inbox-title = Skrzynka deweloperska
inbox-live = Nowe e-maile pojawiają się automatycznie
inbox-search = Szukaj
inbox-clear = Usuń wszystko
inbox-delete = Usuń
inbox-download = Pobierz
inbox-unread = Nieprzeczytany
inbox-list = Przechwycone e-maile
inbox-from = Od
inbox-to = Do
inbox-time = Czas
inbox-link = Link
inbox-html = HTML
inbox-text = Tekst
inbox-source = Źródło
inbox-headers = Nagłówki
inbox-phone = Szerokość telefonu
inbox-light = Jasny
inbox-dark = Ciemny
inbox-no-images = Bez obrazów
inbox-empty = Nie ma jeszcze e-maili
inbox-empty-hint = Tu trafiają wszystkie e-maile, które serwer by wysłał. Poproś o jeden na

## Mails

mail-greeting = Dzień dobry,
mail-greeting-named = Dzień dobry { $name },
mail-link-fallback = Jeśli przycisk nie działa, skopiuj ten adres i wklej go w przeglądarce:
mail-footer = Ten e-mail został wysłany automatycznie przez { $location }.
mail-code-prompt = Wpisz ten kod na stronie, która o niego prosi:
mail-code-valid = Kod jest ważny przez { $duration }. Nikomu go nie podawaj; nigdy o niego nie poprosimy.
mail-link-beside = Albo użyj tego przycisku zamiast kodu:
mail-link-beside-text = Albo otwórz ten link zamiast używać kodu:
mail-link-once = Link jest ważny przez { $duration } i działa tylko raz.
mail-link-valid = Link jest ważny przez { $duration }.
mail-requested = Skąd wysłano prośbę:
mail-time = Data i godzina
mail-device = Urządzenie
mail-device-both = { $browser } ({ $system })
mail-place = Przybliżona lokalizacja
mail-place-city = { $city }, { $country }
mail-network = Sieć
mail-secure-mailbox = Osoba, która to zrobiła, może też mieć dostęp do Twojej poczty. Zmień również hasło do konta pocztowego.

reset-link-subject = Ustaw nowe hasło do { $location }
reset-link-preheader = Otwórz link, aby ustawić nowe hasło. Jeśli to nie Ty, możesz zignorować ten e-mail.

reset-code-subject = Twój kod do ustawienia nowego hasła w { $location }
reset-code-preheader = Wpisz kod, aby ustawić nowe hasło. Jeśli to nie Ty, możesz zignorować ten e-mail.
reset-body = Otrzymaliśmy prośbę o ustawienie nowego hasła do Twojego konta { $email } w { $location }.
reset-otherwise = Jeśli to nie Ty, możesz zignorować ten e-mail. Twoje hasło nie zostało zmienione.
reset-choice-body = Otrzymaliśmy prośbę o ustawienie nowego hasła. Kilka kont w { $location } używa adresu { $email }. Wybierz właściwe:
reset-choice-link = Ustaw nowe hasło dla { $user }
reset-choice-once = Każdy link jest ważny przez { $duration } i działa tylko raz.

sign-in-mail-subject = Zaloguj się do { $location }
sign-in-mail-preheader = Dokończ logowanie. Jeśli to nie Ty, możesz zignorować ten e-mail.
sign-in-mail-body = Otrzymaliśmy prośbę o zalogowanie bez hasła na Twoje konto { $email } w { $location }.
sign-in-mail-otherwise = Jeśli to nie Ty, możesz zignorować ten e-mail. Bez niego nikt nie zaloguje się w ten sposób.

verify-email-subject = Potwierdź swój adres e-mail dla { $location }
verify-email-preheader = Potwierdź, że ten adres należy do Ciebie.
verify-email-title = Potwierdź swój adres
verify-email-body = Potwierdź, że { $email } to Twój adres, aby otrzymywać ważne wiadomości od { $location }.
verify-email-button = Potwierdź adres
verify-email-otherwise = Jeśli to nie Ty zakładasz konto w { $location }, nie potwierdzaj: hasło mógł wybrać ktoś inny. Bez Twojego potwierdzenia adres nie będzie używany.

new-address-subject = Potwierdź swój nowy adres dla { $location }
new-address-preheader = Twoje konto otrzyma ten adres, gdy go potwierdzisz.
new-address-title = Potwierdź swój nowy adres
new-address-body = { $email } ma zostać adresem konta w { $location }. Potwierdź tylko wtedy, gdy to Twoje konto.
new-address-button = Potwierdź nowy adres
new-address-otherwise = Jeśli to nie Twoja prośba, nie potwierdzaj: Twój adres trafiłby do cudzego konta. Bez Twojego potwierdzenia nic się nie zmieni.

no-account-subject = W { $location } nie ma konta z tym adresem
no-account-preheader = Ktoś wpisał Twój adres, ale nie ma konta z tym adresem.
no-account-title = Nie ma konta z tym adresem
no-account-body = Ktoś wpisał ten adres w { $location }, aby ustawić nowe hasło lub się zalogować, ale nie ma konta z tym adresem.
no-account-you = Jeśli to Ty, być może Twoje konto ma inny adres. Spróbuj ponownie z tamtym.
no-account-otherwise = Jeśli to nie Ty, możesz zignorować ten e-mail. Nie utworzono żadnego konta.
no-account-home = Przejdź do { $location }

password-changed-subject = Twoje hasło do { $location } zostało zmienione
password-changed-preheader = Jeśli to Ty, nie musisz nic robić. Jeśli nie, zablokuj teraz konto.
password-changed-title = Twoje hasło zostało zmienione
password-changed-body = Hasło do Twojego konta { $email } w { $location } zostało zmienione. Wszystkie urządzenia zostały wylogowane.
password-changed-body-stay = Hasło do Twojego konta { $email } w { $location } zostało zmienione. Urządzenia, które są już zalogowane, mogą pozostać zalogowane.
password-changed-you = Jeśli to Ty, nie musisz nic robić.
password-changed-otherwise = Jeśli to nie Ty, zablokuj teraz konto. Wszystkie urządzenia zostaną wylogowane i nikt się nie zaloguje, dopóki nie ustawisz nowego hasła.
password-changed-otherwise-stay = Jeśli to nie Ty, zablokuj teraz konto. Wtedy nikt się nie zaloguje, dopóki nie ustawisz nowego hasła.
password-changed-button = To nie ja

disowned-subject = Twoje konto w { $location } jest zablokowane
disowned-preheader = Nikt się nie zaloguje, dopóki nie ustawisz nowego hasła.
disowned-title = Twoje konto jest zablokowane
disowned-body = Otrzymaliśmy od Ciebie informację, że ostatnia zmiana na Twoim koncie { $email } w { $location } nie pochodziła od Ciebie. Wszystkie urządzenia zostały wylogowane, a konto pozostanie zablokowane, dopóki nie ustawisz nowego hasła.
disowned-body-stay = Otrzymaliśmy od Ciebie informację, że ostatnia zmiana na Twoim koncie { $email } w { $location } nie pochodziła od Ciebie. Konto pozostanie zablokowane, dopóki nie ustawisz nowego hasła, ale urządzenia, które są już zalogowane, mogą pozostać zalogowane.
disowned-next = Aby je odblokować, ustaw nowe hasło:

address-taken-subject = Masz już konto w { $location }
address-taken-preheader = Ktoś próbował użyć Twojego adresu do innego konta. Jeśli to Ty, po prostu się zaloguj.
address-taken-title = Masz już konto
address-taken-body = Ktoś próbował użyć adresu { $email } do innego konta w { $location }. Konto z tym adresem już istnieje, więc niczego nie utworzono ani nie zmieniono.
address-taken-you = Jeśli to Ty, zaloguj się swoim hasłem. Jeśli go nie pamiętasz, możesz ustawić nowe:
account-safe = Jeśli to nie Ty, możesz zignorować ten e-mail. Twoje konto jest bezpieczne.

other-provider-subject = Zaloguj się do { $location } przez { $provider }
other-provider-preheader = Twoje konto nie ma hasła, które można by zresetować.
other-provider-title = Twoje konto nie ma hasła
other-provider-body = Ktoś poprosił o nowe hasło do Twojego konta { $email } w { $location }. To konto nie ma hasła: logujesz się przez { $provider }.
other-provider-you = Jeśli to Ty, wybierz { $provider } przy logowaniu. Jeśli { $provider } Cię nie wpuszcza, odzyskaj tam swoje konto.

second-factor-title = Potwierdź, że to Ty
second-factor-lede = Na tym koncie włączona jest weryfikacja dwuetapowa:
second-factor-after-reset = Twoje hasło zostało zmienione. Do zalogowania został jeszcze jeden krok.
second-factor-label = Wpisz kod z aplikacji uwierzytelniającej
second-factor-hint = Nie masz dostępu do telefonu? Użyj kodu odzyskiwania.
second-factor-recovery-label = Kod odzyskiwania
second-factor-problem-malformed = Wpisz sześć cyfr z aplikacji albo kod odzyskiwania.
second-factor-problem-wrong = Ten kod jest błędny, wygasł lub został już użyty. Poczekaj na następny i spróbuj ponownie.
second-factor-problem-blocked = Zbyt wiele błędnych kodów. Kody z aplikacji zadziałają znowu za { $duration }; kod odzyskiwania działa już teraz.

second-factor-added-subject = Weryfikacja dwuetapowa w { $location } jest włączona
second-factor-added-title = Weryfikacja dwuetapowa jest włączona
second-factor-added-body = Weryfikacja dwuetapowa na Twoim koncie { $email } w { $location } została włączona. Od teraz do logowania potrzebny jest też kod z aplikacji uwierzytelniającej.
second-factor-removed-subject = Weryfikacja dwuetapowa w { $location } jest wyłączona
second-factor-removed-title = Weryfikacja dwuetapowa jest wyłączona
second-factor-removed-body = Weryfikacja dwuetapowa na Twoim koncie { $email } w { $location } została wyłączona. Od teraz do logowania wystarczy samo hasło.
second-factor-codes-subject = Nowe kody odzyskiwania do { $location }
second-factor-codes-title = Masz nowe kody odzyskiwania
second-factor-codes-body = Utworzono nowe kody odzyskiwania do Twojego konta { $email } w { $location }. Poprzednie już nie działają.
second-factor-guessed-subject = Błędne kody na Twoim koncie w { $location }
second-factor-guessed-title = Ktoś zna Twoje hasło i próbuje odgadnąć kod
second-factor-guessed-body = Ktoś wpisał prawidłowe hasło do Twojego konta { $email } w { $location }, a potem pięć błędnych kodów. Przez pewien czas kody z aplikacji uwierzytelniającej nie będą przyjmowane. Kody odzyskiwania nadal działają.

address-changed-subject = Twój adres w { $location } został zmieniony
address-changed-title = Twoje konto ma nowy adres
address-changed-body = { $email } nie jest już adresem Twojego konta w { $location }. Wszystkie urządzenia zostały wylogowane, a e-maile trafiają odtąd na nowy adres.
address-changed-otherwise = Jeśli to nie Ty, zablokuj teraz konto. Wszystkie urządzenia zostaną wylogowane i nikt się nie zaloguje, dopóki pomoc techniczna go nie odblokuje.
session-elsewhere-subject = Twoja sesja w { $location } została użyta gdzie indziej
session-elsewhere-title = Twoja sesja została użyta gdzie indziej
session-elsewhere-body = Twoja sesja jako { $email } w { $location } została właśnie użyta z sieci odległej od poprzedniej. Jeśli ktoś ją skopiował, ma dostęp do Twojego konta.
session-elsewhere-you = Jeśli powodem jest Twoja podróż, zmiana sieci lub włączenie VPN, nie musisz nic robić.
new-sign-in-subject = Nowe logowanie do { $location }
new-sign-in-title = Nowe logowanie do Twojego konta
new-sign-in-body = Ktoś właśnie zalogował się do Twojego konta { $email } w { $location } z miejsca lub urządzenia, którego wcześniej nie widzieliśmy.
