# العربية. The keys are those of en.ftl.

## Times

duration-seconds = { $count ->
    [zero] { $count } ثانية
    [one] ثانية واحدة
    [two] ثانيتان
    [few] { $count } ثوانٍ
    [many] { $count } ثانية
   *[other] { $count } ثانية
}
duration-minutes = { $count ->
    [zero] { $count } دقيقة
    [one] دقيقة واحدة
    [two] دقيقتان
    [few] { $count } دقائق
    [many] { $count } دقيقة
   *[other] { $count } دقيقة
}
duration-hours = { $count ->
    [zero] { $count } ساعة
    [one] ساعة واحدة
    [two] ساعتان
    [few] { $count } ساعات
    [many] { $count } ساعة
   *[other] { $count } ساعة
}
duration-days = { $count ->
    [zero] { $count } يوم
    [one] يوم واحد
    [two] يومان
    [few] { $count } أيام
    [many] { $count } يومًا
   *[other] { $count } يوم
}
month = { $month ->
    [1] يناير
    [2] فبراير
    [3] مارس
    [4] أبريل
    [5] مايو
    [6] يونيو
    [7] يوليو
    [8] أغسطس
    [9] سبتمبر
    [10] أكتوبر
    [11] نوفمبر
   *[12] ديسمبر
}
instant = { $day } { month } { $year }، { $hour }:{ $minute } (التوقيت العالمي)

## Words that several pages share

title-problem = خطأ: { $title }
email-label = البريد الإلكتروني
password-label = كلمة المرور
code-label = الرمز
code-hint = ستة أرقام من الرسالة التي أرسلناها إليك.
code-hint-sent = يتم التحقق منه فور إدخال الأرقام الستة كلها.
account-label = الحساب
password-show = إظهار
password-hide = إخفاء
caps-lock = مفتاح Caps Lock قيد التشغيل.
sign-in-button = تسجيل الدخول
set-new-password = تعيين كلمة مرور جديدة
continue = المتابعة إلى { $location }
back-home = العودة إلى { $location }
back-to-sign-in = العودة إلى تسجيل الدخول
to-sign-in = الانتقال إلى تسجيل الدخول
support = هل تحتاج إلى مساعدة؟
imprint = بيانات الناشر
privacy = الخصوصية
or = أو
copy = نسخ
copied = تم النسخ
wrong-address = ليس عنوانك؟ غيّره
open-mailbox = فتح { $provider }
open-inbox = وضع التطوير: افتح الرسائل الملتقطة
resend-question = لم تصلك الرسالة بعد؟ قد يستغرق الأمر دقيقة. تحقق أيضًا من مجلد الرسائل غير المرغوب فيها.
resend-button = إرسال رسالة أخرى
resend-wait = يمكنك طلب رسالة أخرى بعد
limit-wait = يمكنك المحاولة مرة أخرى بعد
use-another-address = استخدام عنوان آخر
email-problem-missing = أدخل بريدك الإلكتروني.
email-problem-invalid = عنوان البريد الإلكتروني غير مكتمل. ينبغي أن يكون مثل name@example.com.
email-suggestion = هل تقصد
code-problem-malformed = أدخل الأرقام الستة للرمز.
code-problem-wrong = هذا الرمز غير صحيح أو انتهت صلاحيته. حاول مرة أخرى، أو استخدم الرابط في الرسالة، أو اطلب رمزًا جديدًا.

## A new password

forgot-title = هل نسيت كلمة المرور؟
forgot-lede = أدخل بريدك الإلكتروني وسنرسل إليك رابطًا لتعيين كلمة مرور جديدة.
forgot-button = إرسال الرسالة
forgot-link = هل نسيت كلمة المرور؟
ask-for-new-mail = طلب رسالة جديدة
check-mail-title = تحقق من بريدك
check-mail-lede-link = إذا كان هناك حساب بهذا العنوان، فستصلك رسالة تحتوي على رابط. افتح الرابط لتعيين كلمة مرور جديدة.
check-mail-lede-code = إذا كان هناك حساب بهذا العنوان، فستصلك رسالة تحتوي على رمز. أدخل الرمز هنا أو افتح الرابط في الرسالة.
check-mail-lede-sent-before = إذا كان هناك حساب بهذا العنوان، فقد أرسلنا إليه رسائل من قبل. استخدم أحدثها؛ لم نرسل رسالة أخرى.
code-title = أدخل الرمز
code-lede = تحتوي الرسالة التي أرسلناها إليك على رمز من ستة أرقام. والرابط المجاور له يعمل أيضًا.
code-button = متابعة
new-password-title = تعيين كلمة مرور جديدة
new-password-lede = اختر كلمة مرور لا تستخدمها في أي مكان آخر.
new-password-label = كلمة المرور الجديدة
new-password-button = حفظ كلمة المرور
new-password-sessions = سيتم تسجيل خروجك على جميع الأجهزة.
rule-met = تم:
rule-broken = ليس بعد:
rule-too-short = { $count ->
    [zero] { $count } حرف على الأقل
    [one] حرف واحد على الأقل
    [two] حرفان على الأقل
    [few] { $count } أحرف على الأقل
    [many] { $count } حرفًا على الأقل
   *[other] { $count } حرف على الأقل
}
# The number is 256. It reads as [many] does, but the plural rules at hand take it for [other].
rule-too-long = { $count ->
    [zero] استخدم { $count } حرف على الأكثر.
    [one] استخدم حرفًا واحدًا على الأكثر.
    [two] استخدم حرفين على الأكثر.
    [few] استخدم { $count } أحرف على الأكثر.
    [many] استخدم { $count } حرفًا على الأكثر.
   *[other] استخدم { $count } حرفًا على الأكثر.
}
rule-needs-upper = حرف لاتيني كبير
rule-needs-lower = حرف لاتيني صغير
rule-needs-digit = رقم
rule-needs-special = رمز خاص، مثل ! أو #
rule-advice = الطول أفضل من التعقيد: بضع كلمات لا يجمعها غيرك تصنع كلمة مرور جيدة.
strength-weak = ضعيفة: يسهل تخمينها
strength-fair = مقبولة: قد يمكن تخمينها
strength-good = جيدة: يصعب تخمينها
strength-strong = قوية: يصعب تخمينها جدًا
rule-too-common = يستخدم كثيرون كلمة المرور هذه، لذا فهي من أوائل ما يُجرَّب. اختر غيرها.
rule-breached = ظهرت كلمة المرور هذه في تسريب للبيانات. اختر غيرها.
rule-contains-identity = كلمة المرور هذه تكاد تكون عنوانك أو اسمك. اختر غيرها.
rule-reused = هذه كلمة مرورك الحالية. اختر غيرها.
rule-used-before = سبق أن استخدمت كلمة المرور هذه. اختر غيرها.
rule-changed-too-recently = غُيِّرت كلمة مرورك قبل وقت قصير. حاول مرة أخرى لاحقًا.
reset-done-title = تم تغيير كلمة المرور
reset-done-lede = يمكنك تسجيل الدخول بها الآن. تم تسجيل الخروج من جميع أجهزتك.
reset-done-signed-in = تم تسجيل دخولك. وتم تسجيل الخروج من جميع الأجهزة الأخرى.
reset-done-notice = أرسلنا إليك رسالة بذلك، تحسبًا لئلا تكون أنت من فعل ذلك.

## Signing in and out

sign-in-title = تسجيل الدخول
sign-in-lede = مرحبًا بعودتك إلى { $location }.
sign-in-code-button = أرسل إليّ رمزًا بدلًا من ذلك
sign-in-problem-no-password = أدخل كلمة المرور.
sign-in-problem-wrong = العنوان أو كلمة المرور غير صحيحة. حاول مرة أخرى أو عيّن كلمة مرور جديدة.
sign-in-problem-must-reset = عليك تغيير كلمة المرور قبل تسجيل الدخول. اختر «هل نسيت كلمة المرور؟».
sign-in-problem-not-verified = عليك تأكيد عنوانك قبل تسجيل الدخول. اختر «هل نسيت كلمة المرور؟»: الرسالة تؤكده أيضًا.
sign-in-notice-session-ended = انتهت جلستك. يُرجى تسجيل الدخول مرة أخرى.
sign-in-notice-password-changed = تم تغيير كلمة المرور. يمكنك تسجيل الدخول بها الآن.
sign-in-link-title = هل تريد تسجيل الدخول إلى { $location }؟
sign-in-link-lede = لقد فتحت رابط تسجيل الدخول لهذا الحساب:
sign-in-link-hint = إذا لم تطلب هذا الرابط، فأغلق هذه الصفحة. لم يتغيّر شيء.
signed-in-title = تم تسجيل دخولك
signed-in-lede = سعداء برؤيتك مجددًا.
signed-in-lede-named = سعداء برؤيتك مجددًا، { $name }.
sign-out-button = تسجيل الخروج
signed-out-title = تم تسجيل خروجك
signed-out-lede = انتهت جلستك على هذا الجهاز.
sign-in-again = تسجيل الدخول مرة أخرى

## Confirming an address

verify-page-title = أكّد عنوانك
verify-page-lede = هل هذا عنوانك، وهل سجّلت بنفسك في { $location }؟
verify-page-button = نعم، تأكيد
verify-page-hint = إذا لم تسجّل، فأغلق هذه الصفحة: ربما اختار شخص آخر كلمة المرور. لم يتغيّر شيء.
verify-done-title = تم تأكيد عنوانك
verify-done-lede = يمكنك الآن تسجيل الدخول.

## This wasn't me

not-me-title = ألم تُجرِ هذا التغيير؟
not-me-lede = أبلغناك بحدوث تغيير في هذا الحساب. إذا لم تكن أنت من أجراه، فأقفل الحساب الآن:
not-me-lede-address = قام شخص ما بتغيير عنوان البريد الإلكتروني لحسابك. إذا لم تكن أنت، فأقفل الحساب الآن:
not-me-sessions = سيتم تسجيل الخروج على جميع الأجهزة.
not-me-links = ستتوقف جميع الروابط والرموز التي أرسلناها عن العمل.
not-me-shut = لن يتمكن أحد من تسجيل الدخول حتى تعيّن كلمة مرور جديدة.
not-me-shut-address = لن يتمكن أحد من تسجيل الدخول حتى يفتح فريق الدعم قفل الحساب.
not-me-button = لم أكن أنا: أقفل الحساب
not-me-otherwise = إذا كنت أنت، فأغلق هذه الصفحة. لم يتغيّر شيء.
not-me-done-title = تم إقفال حسابك
not-me-done-lede = تم تسجيل خروج الجميع، ولن يتمكن أحد من تسجيل الدخول حتى تعيّن كلمة مرور جديدة.
not-me-done-second-factor = إذا لم يكن تطبيق المصادقة المرتبط بهذا الحساب تطبيقك، فتواصل مع فريق الدعم في { $location }: كلمة المرور الجديدة لا تزيله.
not-me-done-lede-address = تم تسجيل خروج الجميع، ولن يتمكن أحد من تسجيل الدخول. لاستعادة حسابك، تواصل مع فريق الدعم في { $location }.

## Links that can't be used

link-problem-title = هذا الرابط لا يعمل
link-expired = انتهت صلاحيته. لحماية حسابك، تنتهي صلاحية الروابط بعد { $duration }.
link-used = سبق استخدامه. كل رابط يعمل مرة واحدة.
link-void = لم يعد صالحًا: تغيّر شيء في الحساب منذ إرساله.
link-unknown = الرابط غير مكتمل أو فُتح في متصفح آخر. افتحه من الرسالة مرة أخرى أو اطلب رابطًا جديدًا.
link-left-open = ظلت هذه الصفحة مفتوحة مدة طويلة. افتح الرابط من الرسالة مرة أخرى.
link-no-cookies = لم يرسل متصفحك ملف تعريف الارتباط الذي تحتاجه هذه الصفحة. اسمح بملفات تعريف الارتباط لهذا الموقع، ثم افتح الرابط في الرسالة مرة أخرى.
code-void-title = هذا الرمز قديم
code-void = كان الرمز صحيحًا، لكن حسابك تغيّر منذ أن أرسلناه. ربما استخدمت الرابط في الرسالة نفسها. سجّل الدخول بكلمة مرورك الجديدة أو اطلب رسالة جديدة.
link-problem-button = إرسال رسالة جديدة
link-again-button = إرسال رابط جديد
link-again-hint = سيصل إلى صندوق البريد الذي استلم هذا الرابط.
link-sent-again = هناك رابط جديد في طريقه إلى صندوق البريد الذي استلم الرابط السابق. افتحه هناك للمتابعة.
link-sent-before = لقد أرسلنا بالفعل رسالة أحدث إلى صندوق البريد هذا. استخدم الأحدث؛ لم نرسل رسالة أخرى.
link-problem-verify = إذا لم يكن عنوانك مؤكدًا بعد، فعُد إلى حيث سجّلت واطلب رسالة جديدة.
link-problem-not-me = إذا لم تتعرف على تغيير في حسابك، فعيّن كلمة مرور جديدة الآن. سيؤدي ذلك إلى تسجيل خروج الجميع. إذا تعذّر ذلك، فتواصل مع فريق الدعم.

## Errors

error-not-found = هذه الصفحة غير موجودة
    .help = قد يكون العنوان مكتوبًا بشكل خاطئ أو نُقلت الصفحة.
error-bad-request = لم نتمكن من قراءة ذلك
    .help = هناك شيء غير متوقع في الطلب. يُرجى الرجوع والمحاولة مرة أخرى.
error-form-expired = انتهت صلاحية هذا النموذج
    .help = ظل مفتوحًا مدة طويلة، أو لم يرسل متصفحك ملف تعريف الارتباط الخاص بنا. يُرجى الرجوع وإعادة تحميل الصفحة والمحاولة مرة أخرى.
error-no-cookies = متصفحك يحظر ملفات تعريف الارتباط
    .help = تحتاج هذه الصفحة إلى ملف تعريف ارتباط لتعرف أن النموذج منك. اسمح بملفات تعريف الارتباط لهذا الموقع، ثم ارجع وأعد تحميل الصفحة وحاول مرة أخرى.
error-wrong-host = لهذه الصفحة عنوان آخر
    .help = فتحتها بعنوان غير مخصص لها، ولا تعمل نماذجها هناك. افتحها من هنا بدلًا من ذلك:
error-wrong-passwords = كلمات مرور خاطئة كثيرة جدًا
    .help = أُدخلت كلمات مرور خاطئة كثيرة جدًا لهذا العنوان من شبكتك. حسابك آمن. لست مضطرًا إلى الانتظار: اطلب رمزًا بالبريد الإلكتروني أو عيّن كلمة مرور جديدة.
error-too-many = محاولات كثيرة جدًا
    .help = جرت محاولات كثيرة من شبكتك. حسابك بخير.
error-overloaded = نحن مشغولون جدًا الآن
    .help = لم نتمكن من استقبال طلبك. يُرجى المحاولة مرة أخرى.
error-mail-off = لا يمكننا إرسال رسائل الآن
    .help = تواصل مع فريق الدعم.
error-internal = حدث خطأ من جانبنا
    .help = ربما لم يكتمل طلبك. يُرجى المحاولة مرة أخرى بعد قليل.
error-retry = حاول مرة أخرى بعد: { $duration }.
error-status = الحالة { $status }
error-request-id = عند طلب المساعدة، اذكر

## Development inbox

inbox-title = صندوق بريد التطوير
inbox-live = تظهر الرسائل الجديدة تلقائيًا
inbox-search = بحث
inbox-clear = حذف الكل
inbox-delete = حذف
inbox-download = تنزيل
inbox-unread = غير مقروءة
inbox-list = الرسائل الملتقطة
inbox-from = من
inbox-to = إلى
inbox-time = الوقت
inbox-link = الرابط
inbox-html = HTML
inbox-text = النص
inbox-source = المصدر
inbox-headers = الترويسات
inbox-phone = عرض الهاتف
inbox-light = فاتح
inbox-dark = داكن
inbox-no-images = بدون صور
inbox-empty = لا توجد رسائل بعد
inbox-empty-hint = تصل إلى هنا الرسائل التي كان الخادم سيرسلها. اطلب رسالة من

## Mails

mail-greeting = مرحبًا،
mail-greeting-named = مرحبًا { $name }،
mail-link-fallback = إذا لم يعمل الزر، فانسخ هذا العنوان إلى متصفحك:
mail-footer = أُرسلت هذه الرسالة تلقائيًا من { $location }.
mail-code-prompt = أدخل هذا الرمز في الصفحة التي طلبته منها:
mail-code-valid = مدة صلاحية الرمز: { $duration }. لا تشاركه مع أحد؛ لن نطلبه منك أبدًا.
mail-link-beside = أو استخدم هذا الزر بدلًا من الرمز:
mail-link-beside-text = أو افتح هذا الرابط بدلًا من استخدام الرمز:
mail-link-once = يعمل الرابط مرة واحدة. مدة الصلاحية: { $duration }.
mail-link-valid = مدة صلاحية الرابط: { $duration }.
mail-time = الوقت
mail-network = الشبكة
mail-secure-mailbox = قد يكون من فعل ذلك قادرًا على قراءة رسائلك. غيّر كلمة مرور بريدك أيضًا.

reset-link-subject = تعيين كلمة مرور جديدة في { $location }
reset-link-preheader = افتح الرابط لاختيار كلمة مرور جديدة. إذا لم تطلب ذلك، فتجاهل هذه الرسالة.

reset-code-subject = رمزك لتعيين كلمة مرور جديدة في { $location }
reset-code-preheader = أدخل الرمز لاختيار كلمة مرور جديدة. إذا لم تطلب ذلك، فتجاهل هذه الرسالة.
reset-body = تلقينا طلبًا لتعيين كلمة مرور جديدة لحسابك { $email } في { $location }.
reset-otherwise = إذا لم تكن أنت، فتجاهل هذه الرسالة. تبقى كلمة مرورك كما هي.

sign-in-mail-subject = تسجيل الدخول إلى { $location }
sign-in-mail-preheader = أكمل تسجيل الدخول. إذا لم تطلب ذلك، فتجاهل هذه الرسالة.
sign-in-mail-body = تلقينا طلبًا لتسجيل الدخول دون كلمة مرور إلى حسابك { $email } في { $location }.
sign-in-mail-otherwise = إذا لم تكن أنت، فتجاهل هذه الرسالة. لا يمكن لأحد تسجيل الدخول بهذه الطريقة من دون هذه الرسالة.

verify-email-subject = أكّد بريدك الإلكتروني في { $location }
verify-email-preheader = أكّد أن هذا العنوان لك.
verify-email-title = أكّد عنوانك
verify-email-body = يُرجى تأكيد أن { $email } هو عنوانك، حتى يتمكن { $location } من الوصول إليك عند الحاجة.
verify-email-button = تأكيد العنوان
verify-email-otherwise = إذا لم تسجّل بنفسك في { $location }، فلا تؤكّد العنوان: ربما اختار شخص آخر كلمة المرور. لن يُستخدم العنوان من دون تأكيدك.

no-account-subject = لا يوجد حساب في { $location } بهذا العنوان
no-account-preheader = أدخل شخص ما عنوانك، لكن لا يوجد حساب به.
no-account-title = لا يوجد حساب بهذا العنوان
no-account-body = أدخل شخص ما – ربما أنت – هذا العنوان في { $location } طالبًا كلمة مرور جديدة أو تسجيل الدخول. لا يوجد حساب به.
no-account-you = إذا كنت أنت: ربما يستخدم حسابك عنوانًا آخر من عناوينك. حاول مرة أخرى به.
no-account-otherwise = إذا لم تكن أنت، فتجاهل هذه الرسالة. لم يُنشأ أي حساب.
no-account-home = الانتقال إلى { $location }

password-changed-subject = تم تغيير كلمة مرورك في { $location }
password-changed-preheader = إذا كنت أنت، فلا يلزمك فعل شيء. وإلا فأقفل حسابك الآن.
password-changed-title = تم تغيير كلمة المرور
password-changed-body = تم تغيير كلمة مرور حسابك { $email } في { $location }. وتم تسجيل الخروج من جميع الأجهزة.
password-changed-you = إذا كنت أنت، فلا يلزمك فعل شيء.
password-changed-otherwise = إذا لم تكن أنت، فأقفل الحساب الآن. سيتم تسجيل خروج الجميع، ولن يتمكن أحد من تسجيل الدخول حتى تعيّن كلمة مرور جديدة.
password-changed-button = لم أكن أنا

disowned-subject = تم إقفال حسابك في { $location }
disowned-preheader = لن يتمكن أحد من تسجيل الدخول حتى تعيّن كلمة مرور جديدة.
disowned-title = تم إقفال حسابك
disowned-body = أخبرتنا بأن آخر تغيير في حسابك { $email } في { $location } لم يكن منك. تم تسجيل خروج الجميع، وسيبقى حسابك مقفلًا حتى تعيّن كلمة مرور جديدة.
disowned-next = لفتحه من جديد، عيّن كلمة مرور جديدة:

address-taken-subject = لديك حساب بالفعل في { $location }
address-taken-preheader = حاول شخص ما التسجيل بعنوانك. إذا كنت أنت، فما عليك سوى تسجيل الدخول.
address-taken-title = لديك حساب بالفعل
address-taken-body = حاول شخص ما – ربما أنت – إنشاء حساب في { $location } بالعنوان { $email }. يوجد حساب به بالفعل، لذا لم يُنشأ أو يتغير أي شيء.
address-taken-you = إذا كنت أنت، فسجّل الدخول بكلمة مرورك. وإذا نسيتها، فيمكنك تعيين كلمة جديدة:
account-safe = إذا لم تكن أنت، فتجاهل هذه الرسالة. حسابك آمن.

other-provider-subject = سجّل الدخول إلى { $location } عبر { $provider }
other-provider-preheader = ليس لحسابك كلمة مرور يمكن إعادة تعيينها.
other-provider-title = ليس لحسابك كلمة مرور
other-provider-body = طلب شخص ما – ربما أنت – كلمة مرور جديدة لحسابك { $email } في { $location }. ليس له كلمة مرور: أنت تسجّل الدخول عبر { $provider }.
other-provider-you = إذا كنت أنت، فاختر { $provider } عند تسجيل الدخول. وإذا تعذّر عليك الدخول إلى { $provider }، فاستعد حسابك هناك.

second-factor-title = أكّد هويتك
second-factor-lede = التحقق بخطوتين مفعّل لهذا الحساب:
second-factor-after-reset = تم تغيير كلمة المرور. بقيت خطوة واحدة لتسجيل الدخول.
second-factor-label = أدخل الرمز من تطبيق المصادقة
second-factor-hint = هل فقدت هاتفك؟ أدخل أحد رموز الاسترداد بدلاً من ذلك.
second-factor-recovery-label = رمز الاسترداد
second-factor-problem-malformed = أدخل الأرقام الستة من التطبيق، أو رمز استرداد.
second-factor-problem-wrong = هذا الرمز غير صحيح أو قديم أو مستخدم من قبل. انتظر الرمز التالي وحاول مرة أخرى.
second-factor-problem-blocked = عدد كبير من الرموز غير الصحيحة. ستعمل رموز التطبيق مجددًا بعد: { $duration }. أما رمز الاسترداد فيعمل الآن.

second-factor-added-subject = تم تفعيل التحقق بخطوتين في { $location }
second-factor-added-title = تم تفعيل التحقق بخطوتين
second-factor-added-body = تم تفعيل التحقق بخطوتين لحسابك { $email } في { $location }. من الآن فصاعدًا يتطلب تسجيل الدخول أيضًا رمزًا من تطبيق المصادقة.
second-factor-removed-subject = تم إيقاف التحقق بخطوتين في { $location }
second-factor-removed-title = تم إيقاف التحقق بخطوتين
second-factor-removed-body = تم إيقاف التحقق بخطوتين لحسابك { $email } في { $location }. من الآن فصاعدًا تكفي كلمة مرورك لتسجيل الدخول.
second-factor-codes-subject = رموز استرداد جديدة في { $location }
second-factor-codes-title = لديك رموز استرداد جديدة
second-factor-codes-body = تم إنشاء رموز استرداد جديدة لحسابك { $email } في { $location }. لم تعد الرموز السابقة تعمل.
second-factor-guessed-subject = رموز خاطئة لحسابك في { $location }
second-factor-guessed-title = شخص ما يعرف كلمة مرورك ويجرب الرموز
second-factor-guessed-body = أدخل شخص ما كلمة المرور الصحيحة لحسابك { $email } في { $location }، ثم خمسة رموز خاطئة. لن تُقبل رموز تطبيق المصادقة لبعض الوقت، أما رموز الاسترداد فتُقبل.

address-changed-subject = تم تغيير عنوانك في { $location }
address-changed-title = أصبح لحسابك عنوان آخر
address-changed-body = أصبح للحساب في { $location } الذي كان عنوانه { $email } عنوان آخر. تم تسجيل الخروج من جميع الأجهزة، وستصل الرسائل من الآن فصاعدًا إلى العنوان الجديد.
address-changed-otherwise = إذا لم تكن أنت، فأقفل الحساب الآن. سيتم تسجيل خروج الجميع، ولن يتمكن أحد من تسجيل الدخول حتى يفتح فريق الدعم قفل الحساب.
session-elsewhere-subject = تم استخدام جلستك في { $location } من مكان آخر
session-elsewhere-title = تم استخدام جلستك من مكان آخر
session-elsewhere-body = تم للتو استخدام جلسة الحساب { $email } في { $location } من شبكة بعيدة عن الشبكة السابقة. إذا نسخها أحد، فهو داخل حسابك.
session-elsewhere-you = إذا كنت مسافرًا أو بدّلت الشبكة أو شغّلت VPN، فهذا أنت ولا يلزمك فعل شيء.
