# 简体中文. The keys are those of en.ftl.

## Times

duration-seconds = { $count ->
   *[other] { $count } 秒
}
duration-minutes = { $count ->
   *[other] { $count } 分钟
}
duration-hours = { $count ->
   *[other] { $count } 小时
}
duration-days = { $count ->
   *[other] { $count } 天
}
month = { $month ->
    [1] 1
    [2] 2
    [3] 3
    [4] 4
    [5] 5
    [6] 6
    [7] 7
    [8] 8
    [9] 9
    [10] 10
    [11] 11
   *[12] 12
}
instant = { $year }年{ month }月{ $day }日 { $hour }:{ $minute }（UTC）
instant-local = { $year }年{ month }月{ $day }日 { $hour }:{ $minute }（当地时间，UTC { $utc }）

## Words that several pages share

title-problem = 错误：{ $title }
email-label = 电子邮箱
password-label = 密码
code-label = 验证码
code-hint = 请输入我们发给您的邮件中的六位数字。
code-hint-sent = 输满六位后会自动验证。
account-label = 账号
password-show = 显示
password-hide = 隐藏
caps-lock = 大写锁定已开启。
sign-in-button = 登录
set-new-password = 设置新密码
continue = 前往{ $location }
back-home = 返回{ $location }
back-to-sign-in = 返回登录
to-sign-in = 前往登录
support = 需要帮助？
imprint = 法律声明
privacy = 隐私政策
or = 或
copy = 复制
copied = 已复制
wrong-address = 邮箱填错了？修改
open-mailbox = 打开 { $provider }
open-inbox = 开发模式：打开截获的邮件
resend-question = 还没收到邮件？可能需要一分钟，也请查看垃圾邮件文件夹。
resend-button = 重新发送邮件
resend-wait = 再次发送还需等待
limit-wait = 重试还需等待
offline = 您似乎已离线。请检查网络连接，然后重试。
use-another-address = 使用其他邮箱地址
email-problem-missing = 请输入您的电子邮箱。
email-problem-invalid = 此邮箱地址不完整，格式应类似 name@example.com。
email-suggestion = 您是不是要输入
code-problem-malformed = 请输入六位验证码。
code-problem-wrong = 验证码错误或已过期。请使用最新邮件中的验证码，或重新发送邮件。

## A new password

forgot-title = 忘记密码？
forgot-lede = 请输入您的电子邮箱，我们会给您发送一个用于设置新密码的链接。
forgot-button = 发送邮件
forgot-link = 忘记密码？
ask-for-new-mail = 获取新邮件
check-mail-title = 请查收邮件
check-mail-lede-link = 如果此邮箱有对应的账号，您会收到一封含有链接的邮件。请打开链接设置新密码。
check-mail-lede-code = 如果此邮箱有对应的账号，您会收到一封含有验证码的邮件。请在此输入验证码，或打开邮件中的链接。
check-mail-lede-sent-before = 如果此邮箱有对应的账号，我们之前已发送过邮件。请使用最新的一封；这次没有再发送。
code-title = 输入验证码
code-lede = 请输入我们发给您的邮件中的六位验证码，也可以直接打开邮件中的链接。
code-button = 继续
new-password-title = 设置新密码
new-password-lede = 请选择一个您没有在其他地方使用的密码。
new-password-label = 新密码
new-password-button = 保存密码
new-password-sessions = 您将在所有设备上退出登录。
new-password-sessions-stay = 为安全起见，请同时在您的其他设备上退出登录。
rule-met = 已满足：
rule-broken = 未满足：
rule-too-short = { $count ->
   *[other] 至少 { $count } 个字符
}
rule-too-long = { $count ->
   *[other] 最多 { $count } 个字符。
}
rule-needs-upper = 一个大写字母
rule-needs-lower = 一个小写字母
rule-needs-digit = 一个数字
rule-needs-special = 一个特殊字符，例如 ! 或 #
rule-advice = 越长越安全：把几个只有您才会放在一起的词组合起来，就是一个好密码。
strength-weak = 弱：很容易被猜到
strength-fair = 一般：可能被猜到
strength-good = 好：难以猜到
strength-strong = 强：极难猜到
rule-too-common = 很多人都在用这个密码，攻击者会最先尝试它。请换一个。
rule-breached = 此密码曾在数据泄露事件中出现。请换一个。
rule-contains-identity = 此密码与您的邮箱或姓名过于接近。请换一个。
rule-reused = 这是您当前的密码。请换一个。
rule-used-before = 您以前用过这个密码。请换一个。
rule-changed-too-recently = 您的密码不久前刚更改过。请稍后再试。
reset-done-title = 您的密码已更改
reset-done-lede = 您现在可以用新密码登录。您已在所有设备上退出登录。
reset-done-lede-stay = 您现在可以用新密码登录。为安全起见，请同时在您的其他设备上退出登录。
reset-done-signed-in = 您已在此设备上登录，并已在其他所有设备上退出登录。
reset-done-notice = 我们已就此次更改给您发送邮件，以防不是您本人操作。

## Signing in and out

sign-in-title = 登录
sign-in-lede = 欢迎回到{ $location }。
sign-in-code-button = 改用邮件验证码登录
sign-in-problem-no-password = 请输入密码。
sign-in-problem-wrong = 邮箱或密码错误。请重试，或设置新密码。
sign-in-problem-must-reset = 登录前需要先设置新密码。请选择“忘记密码？”。
sign-in-problem-not-verified = 登录前需要先验证您的邮箱。请选择“忘记密码？”：那封邮件也会验证您的邮箱。
sign-in-notice-session-ended = 您的登录已失效，请重新登录。
sign-in-notice-password-changed = 您的密码已更改，现在可以用新密码登录。
sign-in-link-title = 要登录{ $location }吗？
sign-in-link-lede = 您打开了以下账号的登录链接：
sign-in-link-hint = 如果您没有申请此链接，请关闭本页面。未发生任何更改。
signed-in-title = 您已登录
signed-in-lede = 很高兴再次见到您。
signed-in-lede-named = { $name }，很高兴再次见到您。
sign-out-button = 退出登录
signed-out-title = 您已退出登录
signed-out-lede = 您已在此设备上退出登录。
sign-in-again = 重新登录

## Confirming an address

verify-page-title = 验证您的邮箱
verify-page-lede = 这是您的邮箱，并且是您本人在{ $location }注册的吗？
verify-page-button = 是的，验证
verify-page-hint = 如果您没有注册，请关闭本页面：密码可能是别人设置的。未发生任何更改。
verify-done-title = 您的邮箱已验证
verify-done-lede = 您现在可以登录了。

## This wasn't me

not-me-title = 不是您本人操作？
not-me-lede = 我们已通过邮件通知您此账号有更改。如果不是您本人操作，请立即锁定账号：
not-me-lede-address = 您账号的邮箱已被更改。如果不是您本人操作，请立即锁定账号：
not-me-sessions = 所有设备都会退出登录。
not-me-sessions-stay = 已登录的设备可能会保持登录状态。
not-me-links = 我们通过邮件发送的所有链接和验证码都将失效。
not-me-shut = 在您设置新密码之前，任何人都无法登录。
not-me-shut-address = 在支持团队解锁账号之前，任何人都无法登录。
not-me-button = 不是我本人操作，锁定账号
not-me-otherwise = 如果是您本人操作，请关闭本页面。您的账号不会被锁定。
not-me-done-title = 您的账号已锁定
not-me-done-lede = 所有设备均已退出登录。在您设置新密码之前，任何人都无法登录。
not-me-done-second-factor = 如果此账号的身份验证器应用不是您的，请联系{ $location }的支持团队：设置新密码不会将其移除。
not-me-done-lede-address = 所有设备均已退出登录，任何人都无法登录。如需取回账号，请联系{ $location }的支持团队。

## Links that can't be used

link-problem-title = 此链接无法使用
link-expired-title = 此链接已过期
link-expired = 为了您的账号安全，链接会在 { $duration }后失效。
link-used-title = 此链接已被使用
link-used = 每个链接只能使用一次。
link-void = 链接已失效：在我们发送之后，您的账号发生了变化。
link-unknown = 链接不完整，或在其他浏览器中打开。请从邮件中重新打开，或获取新链接。
link-left-open = 此页面打开的时间过长。请重新打开邮件中的链接。
link-no-cookies = 您的浏览器没有发送此页面所需的 Cookie。请允许此网站使用 Cookie，然后重新打开邮件中的链接。
code-void-title = 此验证码已失效
code-void = 验证码是正确的，但在我们发送之后，您的账号发生了变化。您可能已经使用了同一封邮件中的链接。请用新密码登录，或获取新邮件。
link-problem-button = 发送新邮件
link-again-button = 发送新链接
link-again-hint = 新链接会发送到收到此链接的邮箱。
link-sent-again = 新链接正在发送到收到上一个链接的邮箱。请在那里打开链接以继续。
link-sent-before = 我们已向该邮箱发送过一封较新的邮件。请使用最新的一封；这次没有再发送。
link-problem-verify = 如果您的邮箱尚未验证，请返回注册页面，获取新邮件。
link-problem-new-address = 如果您的账号尚未使用新邮箱，请返回更改邮箱的地方，再次更改。
link-problem-not-me = 如果您账号的某项更改不是您本人操作，请立即设置新密码。其他所有人都会退出登录。如果无法设置，请联系支持团队。
link-problem-not-me-stay = 如果您账号的某项更改不是您本人操作，请立即设置新密码。如果无法设置，请联系支持团队。

## Errors

error-not-found = 此页面不存在
    .help = 网址可能有误，或页面已移动。
error-bad-request = 我们无法读取您的请求
    .help = 您的请求出了问题。请返回后重试。
error-form-expired = 此表单已过期
    .help = 表单打开时间过长，或您的浏览器没有发送我们的 Cookie。请返回并刷新页面后重试。
error-no-cookies = 您的浏览器阻止了 Cookie
    .help = 此页面需要 Cookie 来确认表单由您提交。请允许此网站使用 Cookie，返回并刷新页面，然后重试。
error-wrong-host = 此页面的网址不同
    .help = 您打开此页面时使用的网址不是它的正确网址，表单在那里无法使用。请改从这里打开：
error-wrong-passwords = 密码错误次数过多
    .help = 您所在的网络针对此邮箱输入错误密码的次数过多。您的账号是安全的。您不必等待：可以通过邮件获取验证码，或设置新密码。
error-too-many = 尝试次数过多
    .help = 您所在的网络尝试次数过多。您的账号是安全的。
error-overloaded = 当前访问量过大
    .help = 未能处理您的请求，请稍后重试。
error-mail-off = 目前无法发送邮件
    .help = 请联系支持团队。
error-internal = 我们这边出了点问题
    .help = 您的请求可能未完成，请稍后重试。
error-retry = 请在 { $duration }后重试。
error-status = 状态 { $status }
error-request-id = 联系支持团队时，请提供编号

## Development inbox

inbox-title = 开发收件箱
inbox-live = 新邮件会自动显示
inbox-search = 搜索
inbox-clear = 全部删除
inbox-delete = 删除
inbox-download = 下载
inbox-unread = 未读
inbox-list = 截获的邮件
inbox-from = 发件人
inbox-to = 收件人
inbox-time = 时间
inbox-link = 链接
inbox-html = HTML
inbox-text = 文本
inbox-source = 源代码
inbox-headers = 邮件头
inbox-phone = 手机宽度
inbox-light = 浅色
inbox-dark = 深色
inbox-no-images = 不显示图片
inbox-empty = 还没有邮件
inbox-empty-hint = 服务器原本要发送的邮件都会出现在这里。获取一封：

## Mails

mail-greeting = 您好：
mail-greeting-named = { $name }，您好：
mail-link-fallback = 如果按钮无法使用，请将此网址复制到浏览器中打开：
mail-footer = 此邮件由{ $location }自动发送。
mail-code-prompt = 请在您申请验证码的页面输入以下验证码：
mail-code-valid = 验证码有效期为 { $duration }。请勿告诉任何人；我们绝不会向您索要。
mail-link-beside = 也可以不用验证码，直接点击此按钮：
mail-link-beside-text = 也可以不用验证码，直接打开此链接：
mail-link-once = 链接有效期为 { $duration }，且只能使用一次。
mail-link-valid = 链接有效期为 { $duration }。
mail-requested = 请求来自：
mail-time = 时间
mail-device = 设备
mail-device-both = { $system } 上的 { $browser }
mail-place = 大致位置
mail-place-city = { $country } { $city }
mail-network = 网络
mail-secure-mailbox = 执行此操作的人可能也能读取您的邮件。请同时更改您的邮箱密码。

reset-link-subject = 为{ $location }设置新密码
reset-link-preheader = 打开链接即可设置新密码。如果不是您本人操作，请忽略此邮件。

reset-code-subject = 您在{ $location }设置新密码的验证码
reset-code-preheader = 输入验证码即可设置新密码。如果不是您本人操作，请忽略此邮件。
reset-body = 我们收到了为您在{ $location }的账号 { $email } 设置新密码的请求。
reset-otherwise = 如果不是您本人操作，请忽略此邮件。您的密码没有更改。
reset-choice-body = 我们收到了设置新密码的请求。{ $location }有多个账号使用地址 { $email }。请选择要设置的账号：
reset-choice-link = 为 { $user } 设置新密码
reset-choice-once = 每个链接的有效期为 { $duration }，且只能使用一次。

sign-in-mail-subject = 登录{ $location }
sign-in-mail-preheader = 请完成登录。如果不是您本人操作，请忽略此邮件。
sign-in-mail-body = 我们收到了不用密码登录您在{ $location }的账号 { $email } 的请求。
sign-in-mail-otherwise = 如果不是您本人操作，请忽略此邮件。没有此邮件，任何人都无法以这种方式登录。

verify-email-subject = 请验证您在{ $location }的电子邮箱
verify-email-preheader = 请确认这是您的邮箱。
verify-email-title = 验证您的邮箱
verify-email-body = 请确认 { $email } 是您的邮箱，以便{ $location }在重要时刻能联系到您。
verify-email-button = 验证邮箱
verify-email-otherwise = 如果不是您本人在{ $location }注册的，请不要验证：密码可能是别人设置的。未经您验证，该邮箱不会被使用。

new-address-subject = 请验证您在{ $location }的新邮箱
new-address-preheader = 您验证之后，账号才会使用该邮箱。
new-address-title = 验证您的新邮箱
new-address-body = { $email } 将成为{ $location }一个账号的邮箱。仅当该账号属于您时才请验证。
new-address-button = 验证新邮箱
new-address-otherwise = 如果不是您本人的操作，请不要验证：否则他人的账号将使用您的邮箱。未经您验证，不会有任何更改。

no-account-subject = 此邮箱在{ $location }没有对应的账号
no-account-preheader = 有人输入了您的邮箱，但此邮箱没有对应的账号。
no-account-title = 此邮箱没有对应的账号
no-account-body = 有人在{ $location }输入了此邮箱，想要设置新密码或登录，但此邮箱没有对应的账号。
no-account-you = 如果是您本人，您可能是用另一个邮箱注册的。请用那个邮箱重试。
no-account-otherwise = 如果不是您本人操作，请忽略此邮件。未创建任何账号。
no-account-home = 前往{ $location }

password-changed-subject = 您的{ $location }密码已更改
password-changed-preheader = 如果是您本人操作，则无需理会。否则请立即锁定账号。
password-changed-title = 您的密码已更改
password-changed-body = 您在{ $location }的账号 { $email } 的密码已更改。所有设备均已退出登录。
password-changed-body-stay = 您在{ $location }的账号 { $email } 的密码已更改。已登录的设备可能会保持登录状态。
password-changed-you = 如果是您本人操作，则无需理会。
password-changed-otherwise = 如果不是您本人操作，请立即锁定账号。所有设备都会退出登录，在您设置新密码之前，任何人都无法登录。
password-changed-otherwise-stay = 如果不是您本人操作，请立即锁定账号。锁定后，在您设置新密码之前，任何人都无法登录。
password-changed-button = 不是我本人操作

disowned-subject = 您在{ $location }的账号已锁定
disowned-preheader = 在您设置新密码之前，任何人都无法登录。
disowned-title = 您的账号已锁定
disowned-body = 您告诉我们，您在{ $location }的账号 { $email } 最近的一次更改不是您本人操作。所有设备均已退出登录，账号将保持锁定，直到您设置新密码。
disowned-body-stay = 您告诉我们，您在{ $location }的账号 { $email } 最近的一次更改不是您本人操作。账号将保持锁定，直到您设置新密码，但已登录的设备可能会保持登录状态。
disowned-next = 要解锁账号，请设置新密码：

address-taken-subject = 您在{ $location }已有账号
address-taken-preheader = 有人尝试将您的邮箱用于另一个账号。如果是您本人，直接登录即可。
address-taken-title = 您已有账号
address-taken-body = 有人尝试在{ $location }将邮箱 { $email } 用于另一个账号。该邮箱已有账号，因此没有创建或更改任何内容。
address-taken-you = 如果是您本人，请用密码登录。如果忘记了密码，可以设置新密码：
account-safe = 如果不是您本人操作，请忽略此邮件。您的账号是安全的。

other-provider-subject = 请使用 { $provider } 登录{ $location }
other-provider-preheader = 您的账号没有可重置的密码。
other-provider-title = 您的账号没有密码
other-provider-body = 有人为您在{ $location }的账号 { $email } 申请设置新密码。该账号没有密码：您使用 { $provider } 登录。
other-provider-you = 如果是您本人，请在登录时选择 { $provider }。如果无法登录 { $provider }，请在那里找回您的账号。

second-factor-title = 确认是您本人
second-factor-lede = 此账号已开启两步验证：
second-factor-after-reset = 您的密码已更改。再完成一步即可登录。
second-factor-label = 请输入身份验证器应用中的验证码
second-factor-hint = 手机丢了？请改用恢复码。
second-factor-recovery-label = 恢复码
second-factor-problem-malformed = 请输入应用中的六位数字，或一个恢复码。
second-factor-problem-wrong = 此验证码有误、已过期或已被使用。请等待下一个，然后重试。
second-factor-problem-blocked = 错误验证码次数过多。应用中的验证码将在 { $duration }后恢复可用；恢复码现在即可使用。

second-factor-added-subject = { $location }的两步验证已开启
second-factor-added-title = 两步验证已开启
second-factor-added-body = 您在{ $location }的账号 { $email } 已开启两步验证。今后登录还需要身份验证器应用中的验证码。
second-factor-removed-subject = { $location }的两步验证已关闭
second-factor-removed-title = 两步验证已关闭
second-factor-removed-body = 您在{ $location }的账号 { $email } 已关闭两步验证。今后只需密码即可登录。
second-factor-codes-subject = { $location }的新恢复码
second-factor-codes-title = 您有新的恢复码
second-factor-codes-body = 已为您在{ $location }的账号 { $email } 生成新的恢复码。旧的恢复码不再有效。
second-factor-guessed-subject = 有人为您在{ $location }的账号输入了错误的验证码
second-factor-guessed-title = 有人知道您的密码，正在尝试验证码
second-factor-guessed-body = 有人输入了您在{ $location }的账号 { $email } 的正确密码，随后输入了五个错误的验证码。一段时间内将不接受身份验证器应用中的验证码。恢复码仍可使用。

address-changed-subject = 您在{ $location }的邮箱已更改
address-changed-title = 您的账号已换成新邮箱
address-changed-body = { $email } 不再是您在{ $location }的账号邮箱。所有设备均已退出登录，今后的邮件将发送到新邮箱。
address-changed-otherwise = 如果不是您本人操作，请立即锁定账号。所有设备都会退出登录，在支持团队解锁账号之前，任何人都无法登录。
session-elsewhere-subject = 您在{ $location }的登录会话在别处被使用
session-elsewhere-title = 您的登录会话在别处被使用
session-elsewhere-body = 您以 { $email } 登录{ $location }的会话，刚刚在与之前相距很远的网络中被使用。如果有人复制了该会话，对方就能访问您的账号。
session-elsewhere-you = 如果您外出旅行、更换了网络或开启了 VPN，那就是您本人，无需理会。
new-sign-in-subject = { $location }有新的登录
new-sign-in-title = 您的账号有新的登录
new-sign-in-body = 刚刚有人从新的地点或设备登录了您在{ $location }的账号 { $email }。
