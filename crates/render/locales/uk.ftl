# Українська. The keys are those of en.ftl.

## Times

duration-seconds = { $count ->
    [one] { $count } секунда
    [few] { $count } секунди
    [many] { $count } секунд
   *[other] { $count } секунди
}
duration-minutes = { $count ->
    [one] { $count } хвилина
    [few] { $count } хвилини
    [many] { $count } хвилин
   *[other] { $count } хвилини
}
duration-hours = { $count ->
    [one] { $count } година
    [few] { $count } години
    [many] { $count } годин
   *[other] { $count } години
}
duration-days = { $count ->
    [one] { $count } день
    [few] { $count } дні
    [many] { $count } днів
   *[other] { $count } дня
}
month = { $month ->
    [1] січня
    [2] лютого
    [3] березня
    [4] квітня
    [5] травня
    [6] червня
    [7] липня
    [8] серпня
    [9] вересня
    [10] жовтня
    [11] листопада
   *[12] грудня
}
instant = { $day } { month } { $year } р., { $hour }:{ $minute } (UTC)

## Words that several pages share

title-problem = Помилка: { $title }
email-label = Електронна адреса
password-label = Пароль
code-label = Код
code-hint = Шість цифр із листа, який ми вам надіслали.
account-label = Обліковий запис
password-show = Показати
password-hide = Сховати
caps-lock = Увімкнено Caps Lock.
sign-in-button = Увійти
set-new-password = Установити новий пароль
continue = Перейти до { $location }
back-home = Назад до { $location }
back-to-sign-in = Назад до входу
to-sign-in = Перейти до входу
support = Потрібна допомога?
imprint = Правова інформація
privacy = Конфіденційність
or = або
copy = Копіювати
copied = Скопійовано
wrong-address = Не ваша адреса? Змініть її
open-inbox = Режим розробки: відкрити перехоплені листи
resend-question = Лист ще не надійшов? Це може тривати хвилину. Перевірте також папку зі спамом.
resend-button = Надіслати ще один лист
resend-wait = Попросити ще один можна через
email-problem-missing = Введіть свою електронну адресу.
email-problem-invalid = Ця електронна адреса неповна. Вона має виглядати так: name@example.com.
code-problem-malformed = Введіть шість цифр коду.
code-problem-wrong = Цей код неправильний або вже не діє. Спробуйте ще раз, скористайтеся посиланням із листа або попросіть новий код.

## A new password

forgot-title = Забули пароль?
forgot-lede = Введіть електронну адресу свого облікового запису, і ми надішлемо все потрібне, щоб установити новий пароль.
forgot-button = Надіслати лист
forgot-link = Забули пароль?
ask-for-new-mail = Попросити новий лист
check-mail-title = Перевірте пошту
check-mail-lede-link = Якщо обліковий запис із цією адресою існує, лист із посиланням уже в дорозі. Відкрийте посилання, щоб установити новий пароль.
check-mail-lede-code = Якщо обліковий запис із цією адресою існує, лист із кодом уже в дорозі. Введіть код тут або відкрийте посилання з листа.
code-title = Введіть код
code-lede = У листі, який ми вам надіслали, є код із шести цифр. Посилання поруч із ним теж підійде.
code-button = Далі
new-password-title = Установіть новий пароль
new-password-lede = Виберіть пароль, який ви більше ніде не використовуєте.
new-password-label = Новий пароль
new-password-button = Зберегти пароль
new-password-sessions = Після збереження ви вийдете з облікового запису на всіх пристроях.
rule-met = Готово:
rule-broken = Ще ні:
rule-too-short = { $count ->
    [one] Щонайменше { $count } символ
    [few] Щонайменше { $count } символи
    [many] Щонайменше { $count } символів
   *[other] Щонайменше { $count } символу
}
rule-too-long = { $count ->
    [one] Не більше { $count } символу.
    [few] Не більше { $count } символів.
    [many] Не більше { $count } символів.
   *[other] Не більше { $count } символу.
}
rule-needs-upper = Велика літера
rule-needs-lower = Мала літера
rule-needs-digit = Цифра
rule-needs-special = Спеціальний символ, наприклад ! або #
rule-advice = Довгий кращий за складний: кілька слів, які поєднали б лише ви, — добрий пароль.
strength-weak = Слабкий: легко вгадати
strength-fair = Середній: можна вгадати
strength-good = Добрий: важко вгадати
strength-strong = Надійний: дуже важко вгадати
rule-too-common = Цим паролем користується багато людей, тому його пробують одним із перших. Виберіть інший.
rule-breached = Цей пароль відомий із витоку даних. Виберіть інший.
rule-contains-identity = Цей пароль — майже те саме, що ваша адреса чи ім’я. Виберіть інший.
rule-reused = Це ваш теперішній пароль. Виберіть інший.
reset-done-title = Ваш пароль змінено
reset-done-lede = Тепер ви можете ввійти з ним. Усі ваші пристрої вийшли з облікового запису.
reset-done-signed-in = Ви ввійшли. Усі інші пристрої вийшли з облікового запису.
reset-done-notice = Ми надіслали вам лист про це — на випадок, якщо це були не ви.

## Signing in and out

sign-in-title = Вхід
sign-in-lede = З поверненням до { $location }.
sign-in-code-button = Надіслати натомість код на пошту
sign-in-problem-no-password = Введіть пароль.
sign-in-problem-wrong = Адреса або пароль неправильні. Спробуйте ще раз або встановіть новий пароль.
sign-in-problem-must-reset = Перш ніж увійти, потрібно змінити пароль. Виберіть «Забули пароль?».
sign-in-problem-not-verified = Перш ніж увійти, потрібно підтвердити адресу. Виберіть «Забули пароль?»: цей лист теж її підтвердить.
sign-in-notice-session-ended = Ваш сеанс завершено. Увійдіть знову.
sign-in-notice-password-changed = Ваш пароль змінено. Тепер ви можете ввійти з ним.
sign-in-link-title = Увійти до { $location }?
sign-in-link-lede = Ви відкрили посилання для входу в цей обліковий запис:
sign-in-link-hint = Якщо ви не просили цього посилання, закрийте сторінку. Нічого не сталося.
signed-in-title = Ви ввійшли
signed-in-lede = Раді бачити вас знову.
signed-in-lede-named = Раді бачити вас знову, { $name }.
sign-out-button = Вийти
signed-out-title = Ви вийшли
signed-out-lede = Ваш сеанс на цьому пристрої завершено.
sign-in-again = Увійти знову

## Confirming an address

verify-page-title = Підтвердьте свою адресу
verify-page-lede = Це ваша адреса, і ви самі зареєструвалися в { $location }?
verify-page-button = Так, підтвердити
verify-page-hint = Якщо ви не реєструвалися, закрийте сторінку: пароль міг вибрати хтось інший. Нічого не сталося.
verify-done-title = Вашу адресу підтверджено
verify-done-lede = Поверніться туди, де ви реєструвалися, і ввійдіть.

## This wasn't me

not-me-title = Це були не ви?
not-me-lede = Хтось змінив пароль цього облікового запису. Якщо це були не ви, заблокуйте його зараз:
not-me-sessions = Усі, хто ввійшов, вийдуть з облікового запису.
not-me-links = Усі надіслані нами посилання та коди перестануть діяти.
not-me-shut = Ніхто не зможе ввійти, доки ви не встановите новий пароль.
not-me-button = Це був не я: заблокувати обліковий запис
not-me-otherwise = Якщо це були ви, закрийте сторінку. Нічого не сталося.
not-me-done-title = Ваш обліковий запис заблоковано
not-me-done-lede = Усі сеанси завершено, і ніхто не зможе ввійти, доки ви не встановите новий пароль.

## Links that can't be used

link-problem-title = Це посилання не працює
link-expired = Його термін минув: задля вашої безпеки посилання діють лише певний час.
link-used = Ним уже скористалися, а діє воно лише раз.
link-void = Воно застаріло: відколи його надіслано, в обліковому записі щось змінилося.
link-unknown = Воно неповне або відкрите в іншому браузері. Відкрийте його з листа ще раз або попросіть нове.
link-problem-button = Надіслати новий лист
link-problem-verify = Якщо вашу адресу ще не підтверджено, поверніться туди, де ви реєструвалися, і попросіть новий лист.
link-problem-not-me = Якщо ви не впізнаєте якоїсь зміни у своєму обліковому записі, установіть зараз новий пароль. Усі інші вийдуть з нього.

## Errors

error-not-found = Такої сторінки немає
    .help = Можливо, адресу введено з помилкою або сторінку перенесено.
error-bad-request = Не вдалося це прочитати
    .help = Щось у запиті було не так, як очікувалося. Поверніться й спробуйте ще раз.
error-form-expired = Ця форма вже не діє
    .help = Вона довго була відкрита, або браузер не надіслав наш файл cookie. Поверніться, оновіть сторінку й спробуйте ще раз.
error-too-many = Забагато спроб
    .help = З вашої мережі було багато спроб. З вашим обліковим записом усе гаразд.
error-overloaded = Зараз у нас велике навантаження
    .help = Ми не змогли прийняти ваш запит. Спробуйте ще раз.
error-mail-off = Листи не надсилаються
    .help = Наразі цей сервіс не надсилає листів. Зверніться до того, хто ним керує.
error-internal = Щось пішло не так з нашого боку
    .help = Можливо, ваш запит не виконано. Спробуйте ще раз за мить.
error-retry = Спробуйте ще раз через: { $duration }.
error-status = Стан { $status }
error-request-id = Звертаючись по допомогу, укажіть

## Development inbox

inbox-title = Скринька розробника
inbox-live = Нові листи з’являються самі
inbox-search = Пошук
inbox-clear = Видалити все
inbox-list = Перехоплені листи
inbox-from = Від
inbox-to = Кому
inbox-time = Час
inbox-link = Посилання
inbox-html = HTML
inbox-text = Текст
inbox-source = Джерело
inbox-headers = Заголовки
inbox-phone = Ширина телефону
inbox-light = Світла
inbox-dark = Темна
inbox-empty = Листів ще немає
inbox-empty-hint = Сюди потрапляють листи, які надіслав би сервер. Попросіть один на сторінці

## Mails

mail-greeting = Вітаємо!
mail-greeting-named = Вітаємо, { $name }!
mail-link-fallback = Якщо кнопка не працює, скопіюйте цю адресу у свій браузер:
mail-footer = Цей лист автоматично надіслано від імені { $location }.
mail-code-prompt = Введіть цей код на сторінці, де ви його просили:
mail-code-valid = Термін дії коду: { $duration }. Нікому його не повідомляйте; ми ніколи про нього не запитаємо.
mail-link-beside = Або натисніть цю кнопку замість коду:
mail-link-beside-text = Або відкрийте це посилання замість коду:
mail-link-once = Посилання діє один раз. Термін дії: { $duration }.
mail-link-valid = Термін дії посилання: { $duration }.
mail-time = Коли
mail-network = З мережі
mail-secure-mailbox = Той, хто це зробив, можливо, читає й вашу пошту. Змініть також пароль до своєї поштової скриньки.

reset-link-subject = Установіть новий пароль для { $location }
reset-link-preheader = Відкрийте посилання, щоб вибрати новий пароль. Якщо ви про це не просили, нічого робити не потрібно.

reset-code-subject = Ваш код для нового пароля в { $location }
reset-code-preheader = Введіть код, щоб вибрати новий пароль. Якщо ви про це не просили, нічого робити не потрібно.
reset-body = Хтось – сподіваємося, ви – попросив новий пароль для вашого облікового запису { $email } в { $location }.
reset-otherwise = Якщо це були не ви, нічого робити не потрібно: ваш пароль залишається тим самим.

sign-in-mail-subject = Вхід до { $location }
sign-in-mail-preheader = Завершіть вхід. Якщо ви про це не просили, нічого робити не потрібно.
sign-in-mail-body = Хтось – сподіваємося, ви – хоче ввійти без пароля у ваш обліковий запис { $email } в { $location }.
sign-in-mail-otherwise = Якщо це були не ви, нічого робити не потрібно: без цього листа ніхто не зможе ввійти таким способом.

verify-email-subject = Підтвердьте свою електронну адресу для { $location }
verify-email-preheader = Підтвердьте, що ця адреса ваша.
verify-email-title = Підтвердьте свою адресу
verify-email-body = Підтвердьте, що { $email } — ваша адреса, щоб { $location } зміг зв’язатися з вами, коли це важливо.
verify-email-button = Підтвердити адресу
verify-email-otherwise = Якщо ви самі не реєструвалися в { $location }, не підтверджуйте: пароль міг вибрати хтось інший. Без вашого підтвердження адресу не використовуватимуть.

no-account-subject = У { $location } немає облікового запису з цією адресою
no-account-preheader = Хтось увів вашу адресу, але облікового запису з нею немає.
no-account-title = Облікового запису з цією адресою немає
no-account-body = Хтось – можливо, ви – увів цю адресу в { $location }, щоб попросити новий пароль або ввійти. Облікового запису з нею немає.
no-account-you = Якщо це були ви: можливо, ваш обліковий запис має іншу адресу. Спробуйте з нею.
no-account-otherwise = Якщо це були не ви, нічого робити не потрібно. Жодного облікового запису не створено.
no-account-home = Перейти до { $location }

password-changed-subject = Ваш пароль для { $location } змінено
password-changed-preheader = Якщо це були ви, усе гаразд. Якщо ні, дійте зараз.
password-changed-title = Ваш пароль змінено
password-changed-body = Пароль вашого облікового запису { $email } в { $location } змінено. Усі пристрої вийшли з облікового запису.
password-changed-you = Якщо це були ви, усе гаразд і нічого робити не потрібно.
password-changed-otherwise = Якщо це були не ви, заблокуйте обліковий запис зараз. Усі вийдуть з нього, і ніхто не зможе ввійти, доки ви не встановите новий пароль.
password-changed-button = Це був не я

disowned-subject = Ваш обліковий запис у { $location } заблоковано
disowned-preheader = Ніхто не зможе ввійти, доки ви не встановите новий пароль.
disowned-title = Ваш обліковий запис заблоковано
disowned-body = Ви повідомили, що остання зміна у вашому обліковому записі { $email } в { $location } була не вашою. Усі сеанси завершено, і обліковий запис буде заблокований, доки ви не встановите новий пароль.
disowned-next = Щоб розблокувати його, установіть новий пароль:

address-taken-subject = Ви вже маєте обліковий запис у { $location }
address-taken-preheader = Хтось намагався зареєструватися з вашою адресою. Якщо це були ви, просто ввійдіть.
address-taken-title = Ви вже маєте обліковий запис
address-taken-body = Хтось – можливо, ви – намагався створити в { $location } обліковий запис з адресою { $email }. Він уже існує, тож нічого не створено й не змінено.
address-taken-you = Якщо це були ви, увійдіть зі своїм паролем. Якщо ви його забули, можна встановити новий:
account-safe = Якщо це були не ви, нічого робити не потрібно: ваш обліковий запис у безпеці.

other-provider-subject = Увійдіть до { $location } через { $provider }
other-provider-preheader = Ваш обліковий запис не має пароля, який можна було б скинути.
other-provider-title = Ваш обліковий запис не має пароля
other-provider-body = Хтось – можливо, ви – попросив новий пароль для вашого облікового запису { $email } у { $location }. Пароля в нього немає: ви входите через { $provider }.
other-provider-you = Якщо це були ви, виберіть { $provider } під час входу. Якщо { $provider } вас не впускає, відновіть свій обліковий запис там.

second-factor-title = Введіть другий код
second-factor-lede = Для цього облікового запису ввімкнено двоетапний вхід:
second-factor-label = Код із застосунку-автентифікатора
second-factor-hint = Загубили телефон? Введіть натомість один із кодів відновлення.
second-factor-problem-malformed = Введіть шість цифр із застосунку або код відновлення.
second-factor-problem-wrong = Цей код неправильний, застарілий або вже використаний. Дочекайтеся наступного й спробуйте ще раз.

second-factor-added-subject = Двоетапний вхід для { $location } увімкнено
second-factor-added-title = Двоетапний вхід увімкнено
second-factor-added-body = Для вашого облікового запису { $email } в { $location } увімкнено двоетапний вхід. Відтепер для входу потрібен ще й код із застосунку-автентифікатора.
second-factor-removed-subject = Двоетапний вхід для { $location } вимкнено
second-factor-removed-title = Двоетапний вхід вимкнено
second-factor-removed-body = Для вашого облікового запису { $email } в { $location } вимкнено двоетапний вхід. Відтепер для входу досить самого пароля.
second-factor-codes-subject = Нові коди відновлення для { $location }
second-factor-codes-title = У вас нові коди відновлення
second-factor-codes-body = Для вашого облікового запису { $email } в { $location } створено нові коди відновлення. Попередні вже не діють.

address-changed-subject = Вашу адресу в { $location } змінено
address-changed-title = Ваш обліковий запис тепер має іншу адресу
address-changed-body = Обліковий запис у { $location }, який мав адресу { $email }, тепер має іншу. Усі пристрої вийшли з облікового запису, а листи відтепер надходять на нову адресу.
