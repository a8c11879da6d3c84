# العربية. The keys are those of en.ftl.

## Times

# In the genitive, which shows in the dual: the sentences put «بعد» before them.
duration-seconds = { $count ->
    [zero] { $count } ثانية
    [one] ثانية واحدة
    [two] ثانيتين
    [few] { $count } ثوانٍ
    [many] { $count } ثانية
   *[other] { $count } ثانية
}
duration-minutes = { $count ->
    [zero] { $count } دقيقة
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $count } دقائق
    [many] { $count } دقيقة
   *[other] { $count } دقيقة
}
duration-hours = { $count ->
    [zero] { $count } ساعة
    [one] ساعة واحدة
    [two] ساعتين
    [few] { $count } ساعات
    [many] { $count } ساعة
   *[other] { $count } ساعة
}
duration-days = { $count ->
    [zero] { $count } يوم
    [one] يوم واحد
    [two] يومين
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
instant-local = { $day } { month } { $year }، { $hour }:{ $minute } بالتوقيت المحلي ({ $utc } بالتوقيت العالمي)

## Words that several pages share

title-problem = خطأ: { $title }
email-label = البريد الإلكتروني
password-label = كلمة المرور
code-label = الرمز
code-hint = الأرقام الستة من الرسالة الإلكترونية التي أرسلناها إليك.
code-hint-sent = سيتم التحقق من الرمز فور إدخال الأرقام الستة.
account-label = الحساب
password-show = إظهار
password-hide = إخفاء
caps-lock = مفتاح Caps Lock مفعّل.
sign-in-button = تسجيل الدخول
set-new-password = تعيين كلمة مرور جديدة
continue = المتابعة إلى { $location }
back-home = العودة إلى { $location }
back-to-sign-in = العودة إلى تسجيل الدخول
to-sign-in = الانتقال لتسجيل الدخول
support = هل تحتاج إلى مساعدة؟
imprint = إشعار قانوني
privacy = الخصوصية
or = أو
copy = نسخ
copied = تم النسخ
wrong-address = العنوان غير صحيح؟ غيّره
open-mailbox = فتح { $provider }
open-inbox = وضع التطوير: فتح الرسائل الملتقطة
resend-question = لم تصلك الرسالة بعد؟ قد يستغرق الأمر دقيقة. تحقق أيضًا من مجلد الرسائل غير المرغوب فيها.
resend-button = إرسال رسالة أخرى
resend-wait = يمكنك طلب رسالة أخرى بعد
limit-wait = يمكنك المحاولة مرة أخرى بعد
offline = يبدو أنك غير متصل بالإنترنت. تحقق من الاتصال ثم حاول مرة أخرى.
use-another-address = استخدام عنوان آخر
email-problem-missing = أدخل بريدك الإلكتروني.
email-problem-invalid = عنوان البريد الإلكتروني غير مكتمل. ينبغي أن يكون على هذا النحو: name@example.com.
email-suggestion = هل تقصد
code-problem-malformed = أدخل الرمز المكوّن من ستة أرقام.
code-problem-wrong = هذا الرمز غير صحيح أو انتهت صلاحيته. استخدم الرمز الموجود في أحدث رسالة، أو اطلب رسالة أخرى.

## A new password

forgot-title = هل نسيت كلمة المرور؟
forgot-lede = أدخل بريدك الإلكتروني وسنرسل إليك رابطًا لتعيين كلمة مرور جديدة.
forgot-button = إرسال رسالة إلكترونية
forgot-link = هل نسيت كلمة المرور؟
ask-for-new-mail = طلب رسالة جديدة
check-mail-title = تحقق من بريدك
check-mail-lede-link = إذا كان هناك حساب بهذا العنوان، فستصلك رسالة إلكترونية تحتوي على رابط. افتح الرابط لتعيين كلمة مرور جديدة.
check-mail-lede-code = إذا كان هناك حساب بهذا العنوان، فستصلك رسالة إلكترونية تحتوي على رمز. أدخل الرمز هنا أو افتح الرابط الموجود في الرسالة.
check-mail-lede-sent-before = إذا كان هناك حساب بهذا العنوان، فقد أرسلنا إليه رسائل من قبل. استخدم أحدثها؛ لم نرسل رسالة أخرى.
code-title = أدخل الرمز
code-lede = أدخل الرمز المكوّن من ستة أرقام من الرسالة الإلكترونية التي أرسلناها إليك. يمكنك أيضًا استخدام الرابط الموجود فيها.
code-button = متابعة
new-password-title = تعيين كلمة مرور جديدة
new-password-lede = اختر كلمة مرور لا تستخدمها في أي مكان آخر.
new-password-label = كلمة المرور الجديدة
new-password-button = حفظ كلمة المرور
new-password-sessions = سيتم تسجيل خروجك من جميع الأجهزة.
new-password-sessions-stay = للاحتياط، سجّل الخروج من أجهزتك الأخرى أيضًا.
rule-met = مستوفى:
rule-broken = غير مستوفى بعد:
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
rule-advice = كلما كانت أطول كانت أقوى: بضع كلمات لا يجمعها غيرك تشكّل كلمة مرور جيدة.
strength-weak = ضعيفة: يسهل تخمينها
strength-fair = مقبولة: قد يمكن تخمينها
strength-good = جيدة: يصعب تخمينها
strength-strong = قوية: يصعب تخمينها جدًا
rule-too-common = يستخدم كثيرون كلمة المرور هذه، لذا فهي من أوائل ما يجربه المهاجمون. اختر غيرها.
rule-breached = ظهرت كلمة المرور هذه في تسريب للبيانات. اختر غيرها.
rule-contains-identity = كلمة المرور هذه شبيهة جدًا بعنوانك أو اسمك. اختر غيرها.
rule-reused = هذه كلمة مرورك الحالية. اختر غيرها.
rule-used-before = سبق أن استخدمت كلمة المرور هذه. اختر غيرها.
rule-changed-too-recently = تم تغيير كلمة مرورك قبل وقت قصير. حاول مرة أخرى لاحقًا.
reset-done-title = تم تغيير كلمة مرورك
reset-done-lede = يمكنك تسجيل الدخول بها الآن. تم تسجيل خروجك من جميع الأجهزة.
reset-done-lede-stay = يمكنك تسجيل الدخول بها الآن. للاحتياط، سجّل الخروج من أجهزتك الأخرى أيضًا.
reset-done-signed-in = تم تسجيل دخولك على هذا الجهاز، وتم تسجيل خروجك من جميع الأجهزة الأخرى.
reset-done-notice = أرسلنا إليك رسالة إلكترونية بشأن هذا التغيير، تحسبًا لأن يكون شخص آخر قد أجراه.

## Signing in and out

sign-in-title = تسجيل الدخول
sign-in-lede = مرحبًا بعودتك إلى { $location }.
sign-in-code-button = إرسال رمز إلى بريدي
sign-in-problem-no-password = أدخل كلمة المرور.
sign-in-problem-wrong = العنوان أو كلمة المرور غير صحيحة. حاول مرة أخرى أو عيّن كلمة مرور جديدة.
sign-in-problem-must-reset = عليك تعيين كلمة مرور جديدة قبل تسجيل الدخول. اختر «هل نسيت كلمة المرور؟».
sign-in-problem-not-verified = عليك تأكيد عنوانك قبل تسجيل الدخول. اختر «هل نسيت كلمة المرور؟»: تلك الرسالة تؤكده أيضًا.
sign-in-notice-session-ended = انتهت جلستك. سجّل الدخول مرة أخرى.
sign-in-notice-password-changed = تم تغيير كلمة مرورك. يمكنك تسجيل الدخول بها الآن.
sign-in-link-title = هل تريد تسجيل الدخول إلى { $location }؟
sign-in-link-lede = لقد فتحت رابط تسجيل دخول إلى هذا الحساب:
sign-in-link-hint = إذا لم تطلب هذا الرابط، فأغلق هذه الصفحة. لم يتغيّر شيء.
signed-in-title = تم تسجيل دخولك
signed-in-lede = سعداء برؤيتك مجددًا.
signed-in-lede-named = سعداء برؤيتك مجددًا، { $name }.
sign-out-button = تسجيل الخروج
signed-out-title = تم تسجيل خروجك
signed-out-lede = تم تسجيل خروجك من هذا الجهاز.
sign-in-again = تسجيل الدخول مرة أخرى

## Confirming an address

verify-page-title = أكّد عنوانك
verify-page-lede = هل هذا عنوانك، وهل سجّلت بنفسك في { $location }؟
verify-page-button = نعم، تأكيد
verify-page-hint = إذا لم تسجّل، فأغلق هذه الصفحة: ربما اختار شخص آخر كلمة المرور. لم يتغيّر شيء.
verify-done-title = تم تأكيد عنوانك
verify-done-lede = يمكنك الآن تسجيل الدخول.

## This wasn't me

not-me-title = لم تُجرِ هذا التغيير؟
not-me-lede = أرسلنا إليك رسالة إلكترونية بشأن تغيير في هذا الحساب. إذا لم تكن أنت من أجراه، فأقفل الحساب الآن:
not-me-lede-address = تم تغيير عنوان البريد الإلكتروني لحسابك. إذا لم تكن أنت من غيّره، فأقفل الحساب الآن:
not-me-sessions = سيتم تسجيل الخروج من جميع الأجهزة.
not-me-sessions-stay = قد تبقى الأجهزة التي سبق تسجيل الدخول عليها مسجّلة الدخول.
not-me-links = ستتوقف عن العمل جميع الروابط والرموز التي أرسلناها بالبريد الإلكتروني.
not-me-shut = لن يتمكن أحد من تسجيل الدخول حتى تعيّن كلمة مرور جديدة.
not-me-shut-address = لن يتمكن أحد من تسجيل الدخول حتى يلغي فريق الدعم قفل الحساب.
not-me-button = لم أكن أنا: إقفال الحساب
not-me-otherwise = إذا كنت أنت، فأغلق هذه الصفحة. لن يُقفل حسابك.
not-me-done-title = تم إقفال حسابك
not-me-done-lede = تم تسجيل الخروج من جميع الأجهزة، ولن يتمكن أحد من تسجيل الدخول حتى تعيّن كلمة مرور جديدة.
not-me-done-second-factor = إذا لم يكن تطبيق المصادقة المرتبط بهذا الحساب تطبيقك، فتواصل مع فريق الدعم في { $location }: تعيين كلمة مرور جديدة لا يزيله.
not-me-done-lede-address = تم تسجيل الخروج من جميع الأجهزة، ولن يتمكن أحد من تسجيل الدخول. لاستعادة حسابك، تواصل مع فريق الدعم في { $location }.

## Links that can't be used

link-problem-title = هذا الرابط لا يعمل
link-expired-title = انتهت صلاحية هذا الرابط
link-expired = لحماية حسابك، تنتهي صلاحية الروابط بعد { $duration }.
link-used-title = سبق استخدام هذا الرابط
link-used = كل رابط يعمل مرة واحدة.
link-void = لم يعد صالحًا: تغيّر حسابك منذ أن أرسلناه.
link-unknown = الرابط غير مكتمل أو فُتح في متصفح آخر. افتحه مجددًا من الرسالة أو اطلب رابطًا جديدًا.
link-left-open = ظلت هذه الصفحة مفتوحة مدة طويلة جدًا. افتح الرابط من الرسالة مرة أخرى.
link-no-cookies = لم يرسل متصفحك ملف تعريف الارتباط الذي تحتاجه هذه الصفحة. اسمح بملفات تعريف الارتباط لهذا الموقع، ثم افتح الرابط في الرسالة مرة أخرى.
code-void-title = لم يعد هذا الرمز صالحًا
code-void = كان الرمز صحيحًا، لكن حسابك تغيّر منذ أن أرسلناه. ربما استخدمت الرابط في الرسالة نفسها. سجّل الدخول بكلمة مرورك الجديدة أو اطلب رسالة جديدة.
link-problem-button = إرسال رسالة جديدة
link-again-button = إرسال رابط جديد
link-again-hint = سيصل إلى صندوق البريد الذي وصل إليه هذا الرابط.
link-sent-again = هناك رابط جديد في طريقه إلى صندوق البريد الذي وصل إليه الرابط السابق. افتحه هناك للمتابعة.
link-sent-before = لقد أرسلنا بالفعل رسالة أحدث إلى صندوق البريد هذا. استخدم الأحدث؛ لم نرسل رسالة أخرى.
link-problem-verify = إذا لم يكن عنوانك مؤكدًا بعد، فعُد إلى حيث سجّلت واطلب رسالة جديدة.
link-problem-new-address = إذا لم يحصل حسابك على العنوان الجديد بعد، فعُد إلى حيث غيّرته وغيّره مرة أخرى.
link-problem-not-me = إذا لم تتعرف على تغيير في حسابك، فعيّن كلمة مرور جديدة الآن. سيؤدي ذلك إلى تسجيل خروج أي شخص آخر. إذا تعذّر ذلك، فتواصل مع فريق الدعم.
link-problem-not-me-stay = إذا لم تتعرف على تغيير في حسابك، فعيّن كلمة مرور جديدة الآن. إذا تعذّر ذلك، فتواصل مع فريق الدعم.

## Errors

error-not-found = هذه الصفحة غير موجودة
    .help = قد يكون العنوان مكتوبًا بشكل خاطئ أو نُقلت الصفحة.
error-bad-request = لم نتمكن من قراءة طلبك
    .help = حدث خطأ ما في طلبك. ارجع وحاول مرة أخرى.
error-form-expired = انتهت صلاحية هذا النموذج
    .help = ظل مفتوحًا مدة طويلة جدًا، أو لم يرسل متصفحك ملف تعريف الارتباط الخاص بنا. ارجع وأعد تحميل الصفحة وحاول مرة أخرى.
error-no-cookies = متصفحك يحظر ملفات تعريف الارتباط
    .help = تحتاج هذه الصفحة إلى ملف تعريف ارتباط لتعرف أن النموذج منك. اسمح بملفات تعريف الارتباط لهذا الموقع، ثم ارجع وأعد تحميل الصفحة وحاول مرة أخرى.
error-wrong-host = لهذه الصفحة عنوان مختلف
    .help = لقد فتحتها من عنوان غير مخصص لها، ولا تعمل نماذجها هناك. افتحها من هنا بدلًا من ذلك:
error-wrong-passwords = محاولات كثيرة بكلمات مرور خاطئة
    .help = أُدخلت كلمات مرور خاطئة كثيرة جدًا لهذا العنوان من شبكتك. حسابك آمن. لست مضطرًا إلى الانتظار: اطلب رمزًا عبر البريد الإلكتروني أو عيّن كلمة مرور جديدة.
error-too-many = محاولات كثيرة جدًا
    .help = جرت محاولات كثيرة جدًا من شبكتك. حسابك آمن.
error-overloaded = نواجه ضغطًا كبيرًا حاليًا
    .help = لم نتمكن من تلبية طلبك. حاول مرة أخرى بعد قليل.
error-mail-off = لا يمكننا إرسال رسائل إلكترونية حاليًا
    .help = تواصل مع فريق الدعم.
error-internal = حدث خطأ من جانبنا
    .help = ربما لم يكتمل طلبك. حاول مرة أخرى بعد قليل.
error-retry = حاول مرة أخرى بعد { $duration }.
error-status = الحالة { $status }
error-request-id = عند التواصل مع فريق الدعم، اذكر

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
inbox-empty-hint = تصل إلى هنا كل الرسائل التي كان الخادم سيرسلها. اطلب رسالة من

## Mails

mail-greeting = مرحبًا،
mail-greeting-named = مرحبًا { $name }،
mail-link-fallback = إذا لم يعمل الزر، فانسخ هذا العنوان والصقه في متصفحك:
mail-footer = أُرسلت هذه الرسالة تلقائيًا من { $location }.
mail-code-prompt = أدخل هذا الرمز في الصفحة التي طلبته منها:
mail-code-valid = تنتهي صلاحية الرمز بعد { $duration }. لا تشاركه مع أحد؛ فلن نطلبه منك أبدًا.
mail-link-beside = أو استخدم هذا الزر بدلًا من الرمز:
mail-link-beside-text = أو افتح هذا الرابط بدلًا من استخدام الرمز:
mail-link-once = تنتهي صلاحية الرابط بعد { $duration }، ويعمل مرة واحدة فقط.
mail-link-valid = تنتهي صلاحية الرابط بعد { $duration }.
mail-requested = مصدر الطلب:
mail-time = الوقت
mail-device = الجهاز
mail-device-both = { $browser } على { $system }
mail-place = الموقع التقريبي
mail-place-city = { $city }، { $country }
mail-network = الشبكة
mail-secure-mailbox = قد يكون من فعل ذلك قادرًا على قراءة رسائلك الإلكترونية. غيّر كلمة مرور حساب بريدك الإلكتروني أيضًا.

reset-link-subject = تعيين كلمة مرور جديدة في { $location }
reset-link-preheader = افتح الرابط لتعيين كلمة مرور جديدة. إذا لم تكن أنت من طلب ذلك، فيمكنك تجاهل هذه الرسالة.

reset-code-subject = رمزك لتعيين كلمة مرور جديدة في { $location }
reset-code-preheader = أدخل الرمز لتعيين كلمة مرور جديدة. إذا لم تكن أنت من طلب ذلك، فيمكنك تجاهل هذه الرسالة.
reset-body = تلقينا طلبًا لتعيين كلمة مرور جديدة لحسابك { $email } في { $location }.
reset-otherwise = إذا لم تكن أنت من طلب ذلك، فيمكنك تجاهل هذه الرسالة. لم تتغيّر كلمة مرورك.
reset-choice-body = تلقينا طلبًا لتعيين كلمة مرور جديدة. تستخدم عدة حسابات في { $location } العنوان { $email }. اختر الحساب المقصود:
reset-choice-link = تعيين كلمة مرور جديدة لـ { $user }
reset-choice-once = تنتهي صلاحية كل رابط بعد { $duration }، ويعمل مرة واحدة فقط.

sign-in-mail-subject = تسجيل الدخول إلى { $location }
sign-in-mail-preheader = أكمل تسجيل الدخول. إذا لم تكن أنت من طلب ذلك، فيمكنك تجاهل هذه الرسالة.
sign-in-mail-body = تلقينا طلبًا لتسجيل الدخول دون كلمة مرور إلى حسابك { $email } في { $location }.
sign-in-mail-otherwise = إذا لم تكن أنت من طلب ذلك، فيمكنك تجاهل هذه الرسالة. لا يمكن لأحد تسجيل الدخول بهذه الطريقة من دونها.

verify-email-subject = أكّد بريدك الإلكتروني في { $location }
verify-email-preheader = أكّد أن هذا العنوان لك.
verify-email-title = أكّد عنوانك
verify-email-body = يُرجى تأكيد أن { $email } هو عنوانك، حتى نتمكن في { $location } من التواصل معك عند الضرورة.
verify-email-button = تأكيد العنوان
verify-email-otherwise = إذا لم تسجّل بنفسك في { $location }، فلا تؤكّد العنوان: ربما اختار شخص آخر كلمة المرور. لن يُستخدم العنوان من دون تأكيدك.

new-address-subject = أكّد عنوانك الجديد في { $location }
new-address-preheader = سيُستخدم هذا العنوان لحسابك بمجرد أن تؤكّده.
new-address-title = أكّد عنوانك الجديد
new-address-body = سيصبح { $email } عنوان حساب في { $location }. لا تؤكّده إلا إذا كان هذا الحساب لك.
new-address-button = تأكيد العنوان الجديد
new-address-otherwise = إذا لم تطلب ذلك، فلا تؤكّد العنوان: سيحصل حساب شخص آخر على عنوانك. لن يتغيّر شيء من دون تأكيدك.

no-account-subject = لا يوجد حساب في { $location } بهذا العنوان
no-account-preheader = أدخل شخص ما عنوانك، لكن لا يوجد حساب مرتبط به.
no-account-title = لا يوجد حساب بهذا العنوان
no-account-body = أدخل شخص ما هذا العنوان في { $location } لتعيين كلمة مرور جديدة أو لتسجيل الدخول، لكن لا يوجد حساب مرتبط به.
no-account-you = إذا كنت أنت، فربما سجّلت بعنوان آخر. حاول مرة أخرى بذلك العنوان.
no-account-otherwise = إذا لم تكن أنت، فيمكنك تجاهل هذه الرسالة. لم يُنشأ أي حساب.
no-account-home = الانتقال إلى { $location }

password-changed-subject = تم تغيير كلمة مرورك في { $location }
password-changed-preheader = إذا كنت أنت، فلا يلزمك فعل شيء. وإلا فأقفل حسابك الآن.
password-changed-title = تم تغيير كلمة مرورك
password-changed-body = تم تغيير كلمة مرور حسابك { $email } في { $location }. وتم تسجيل الخروج من جميع الأجهزة.
password-changed-body-stay = تم تغيير كلمة مرور حسابك { $email } في { $location }. قد تبقى الأجهزة التي سبق تسجيل الدخول عليها مسجّلة الدخول.
password-changed-you = إذا كنت أنت، فلا يلزمك فعل شيء.
password-changed-otherwise = إذا لم تكن أنت، فأقفل الحساب الآن. سيتم تسجيل الخروج من جميع الأجهزة، ولن يتمكن أحد من تسجيل الدخول حتى تعيّن كلمة مرور جديدة.
password-changed-otherwise-stay = إذا لم تكن أنت، فأقفل الحساب الآن. بعد ذلك لن يتمكن أحد من تسجيل الدخول حتى تعيّن كلمة مرور جديدة.
password-changed-button = لم أكن أنا

disowned-subject = تم إقفال حسابك في { $location }
disowned-preheader = لن يتمكن أحد من تسجيل الدخول حتى تعيّن كلمة مرور جديدة.
disowned-title = تم إقفال حسابك
disowned-body = أبلغتنا بأنك لم تُجرِ آخر تغيير في حسابك { $email } في { $location }. تم تسجيل الخروج من جميع الأجهزة، وسيبقى حسابك مقفلًا حتى تعيّن كلمة مرور جديدة.
disowned-body-stay = أبلغتنا بأنك لم تُجرِ آخر تغيير في حسابك { $email } في { $location }. سيبقى حسابك مقفلًا حتى تعيّن كلمة مرور جديدة، لكن قد تبقى الأجهزة التي سبق تسجيل الدخول عليها مسجّلة الدخول.
disowned-next = لإلغاء قفله، عيّن كلمة مرور جديدة:

address-taken-subject = لديك حساب بالفعل في { $location }
address-taken-preheader = حاول شخص ما استخدام عنوانك لحساب آخر. إذا كنت أنت، فما عليك سوى تسجيل الدخول.
address-taken-title = لديك حساب بالفعل
address-taken-body = حاول شخص ما استخدام العنوان { $email } لحساب آخر في { $location }. يوجد حساب بهذا العنوان بالفعل، لذا لم يُنشأ شيء ولم يتغيّر شيء.
address-taken-you = إذا كنت أنت، فسجّل الدخول بكلمة مرورك. وإذا نسيتها، فيمكنك تعيين كلمة جديدة:
account-safe = إذا لم تكن أنت، فيمكنك تجاهل هذه الرسالة. حسابك آمن.

other-provider-subject = سجّل الدخول إلى { $location } عبر { $provider }
other-provider-preheader = ليس لحسابك كلمة مرور يمكن إعادة تعيينها.
other-provider-title = ليس لحسابك كلمة مرور
other-provider-body = طلب شخص ما كلمة مرور جديدة لحسابك { $email } في { $location }. ليس لهذا الحساب كلمة مرور: أنت تسجّل الدخول عبر { $provider }.
other-provider-you = إذا كنت أنت، فاختر { $provider } عند تسجيل الدخول. وإذا تعذّر عليك الدخول عبر { $provider }، فاستعد حسابك هناك.

second-factor-title = أكّد هويتك
second-factor-lede = التحقق بخطوتين مفعّل لهذا الحساب:
second-factor-after-reset = تم تغيير كلمة مرورك. بقيت خطوة واحدة لتسجيل الدخول.
second-factor-label = أدخل الرمز من تطبيق المصادقة
second-factor-hint = هل فقدت هاتفك؟ استخدم أحد رموز الاسترداد.
second-factor-recovery-label = رمز الاسترداد
second-factor-problem-malformed = أدخل الأرقام الستة من التطبيق، أو رمز استرداد.
second-factor-problem-wrong = هذا الرمز غير صحيح أو انتهت صلاحيته أو سبق استخدامه. انتظر الرمز التالي وحاول مرة أخرى.
second-factor-problem-blocked = عدد كبير جدًا من الرموز غير الصحيحة. ستعمل رموز التطبيق مجددًا بعد { $duration }، أما رمز الاسترداد فيعمل الآن.

second-factor-added-subject = تم تفعيل التحقق بخطوتين في { $location }
second-factor-added-title = تم تفعيل التحقق بخطوتين
second-factor-added-body = تم تفعيل التحقق بخطوتين لحسابك { $email } في { $location }. من الآن فصاعدًا يتطلب تسجيل الدخول أيضًا رمزًا من تطبيق المصادقة.
second-factor-removed-subject = تم إيقاف التحقق بخطوتين في { $location }
second-factor-removed-title = تم إيقاف التحقق بخطوتين
second-factor-removed-body = تم إيقاف التحقق بخطوتين لحسابك { $email } في { $location }. من الآن فصاعدًا تكفي كلمة مرورك لتسجيل الدخول.
second-factor-codes-subject = رموز استرداد جديدة في { $location }
second-factor-codes-title = لديك رموز استرداد جديدة
second-factor-codes-body = تم إنشاء رموز استرداد جديدة لحسابك { $email } في { $location }. لم تعد الرموز السابقة تعمل.
second-factor-guessed-subject = إدخال رموز خاطئة لحسابك في { $location }
second-factor-guessed-title = شخص ما يعرف كلمة مرورك ويجرّب رموزًا
second-factor-guessed-body = أدخل شخص ما كلمة المرور الصحيحة لحسابك { $email } في { $location }، ثم خمسة رموز خاطئة. لن تُقبل رموز تطبيق المصادقة لبعض الوقت. أما رموز الاسترداد فما زالت تعمل.

address-changed-subject = تم تغيير عنوانك في { $location }
address-changed-title = أصبح لحسابك عنوان جديد
address-changed-body = لم يعد { $email } عنوان حسابك في { $location }. تم تسجيل الخروج من جميع الأجهزة، وستصل الرسائل من الآن فصاعدًا إلى العنوان الجديد.
address-changed-otherwise = إذا لم تكن أنت، فأقفل الحساب الآن. سيتم تسجيل الخروج من جميع الأجهزة، ولن يتمكن أحد من تسجيل الدخول حتى يلغي فريق الدعم قفل الحساب.
session-elsewhere-subject = تم استخدام جلستك في { $location } من مكان آخر
session-elsewhere-title = تم استخدام جلستك من مكان آخر
session-elsewhere-body = تم للتو استخدام جلستك باسم { $email } في { $location } من شبكة بعيدة عن الشبكة السابقة. إذا نسخها شخص ما، فبإمكانه الوصول إلى حسابك.
session-elsewhere-you = إذا كنت قد سافرت أو بدّلت الشبكة أو شغّلت VPN، فهذا أنت ولا يلزمك فعل شيء.
new-sign-in-subject = تسجيل دخول جديد إلى { $location }
new-sign-in-title = تسجيل دخول جديد إلى حسابك
new-sign-in-body = سجّل شخص ما الدخول للتو إلى حسابك { $email } في { $location } من مكان أو جهاز لم نرَه من قبل.
