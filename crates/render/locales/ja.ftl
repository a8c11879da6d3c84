# 日本語. The keys are those of en.ftl.

## Times

duration-seconds = { $count ->
   *[other] { $count }秒
}
duration-minutes = { $count ->
   *[other] { $count }分
}
duration-hours = { $count ->
   *[other] { $count }時間
}
duration-days = { $count ->
   *[other] { $count }日
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
instant-local = { $year }年{ month }月{ $day }日 { $hour }:{ $minute }（現地時間、UTC { $utc }）

## Words that several pages share

title-problem = エラー：{ $title }
email-label = メールアドレス
password-label = パスワード
code-label = 認証コード
code-hint = お送りしたメールに記載の6桁の数字です。
code-hint-sent = 6桁すべてを入力すると、自動的に確認します。
account-label = アカウント
password-show = 表示
password-hide = 非表示
caps-lock = Caps Lockがオンになっています。
sign-in-button = ログイン
set-new-password = 新しいパスワードを設定
continue = { $location }に進む
back-home = { $location }に戻る
back-to-sign-in = ログインに戻る
to-sign-in = ログインへ
support = お困りですか？
imprint = 運営者情報
privacy = プライバシー
or = または
copy = コピー
copied = コピーしました
wrong-address = アドレスが違いますか？変更する
open-mailbox = { $provider }を開く
open-inbox = 開発モード：取得したメールを開く
resend-question = メールが届きませんか？1分ほどかかることがあります。迷惑メールフォルダーもご確認ください。
resend-button = メールを再送信
resend-wait = 次のメールを送信できるまで
limit-wait = 再試行できるまで
offline = オフラインのようです。接続を確認して、もう一度お試しください。
use-another-address = 別のアドレスを使う
email-problem-missing = メールアドレスを入力してください。
email-problem-invalid = メールアドレスが正しくありません。name@example.com のような形式で入力してください。
email-suggestion = もしかして：
code-problem-malformed = 6桁の認証コードを入力してください。
code-problem-wrong = 認証コードが間違っているか、有効期限が切れています。最新のメールの認証コードを入力するか、メールを再送信してください。

## A new password

forgot-title = パスワードをお忘れですか？
forgot-lede = メールアドレスを入力してください。新しいパスワードを設定するためのリンクをお送りします。
forgot-button = メールを送信
forgot-link = パスワードをお忘れですか？
ask-for-new-mail = 新しいメールをリクエスト
check-mail-title = メールをご確認ください
check-mail-lede-link = このアドレスのアカウントがあれば、リンクを記載したメールをお送りしています。リンクを開いて新しいパスワードを設定してください。
check-mail-lede-code = このアドレスのアカウントがあれば、認証コードを記載したメールをお送りしています。ここに認証コードを入力するか、メール内のリンクを開いてください。
check-mail-lede-sent-before = このアドレスのアカウントがあれば、すでにメールをお送りしています。最新のメールをご利用ください。今回は新しいメールを送信していません。
code-title = 認証コードを入力
code-lede = お送りしたメールに記載の6桁の認証コードを入力してください。メール内のリンクもお使いいただけます。
code-button = 次へ
new-password-title = 新しいパスワードを設定
new-password-lede = ほかのサービスで使っていないパスワードを選んでください。
new-password-label = 新しいパスワード
new-password-button = パスワードを保存
new-password-sessions = すべてのデバイスからログアウトします。
new-password-sessions-stay = 念のため、ほかのデバイスでもログアウトしてください。
rule-met = 条件を満たしました：
rule-broken = 条件を満たしていません：
rule-too-short = { $count ->
   *[other] { $count }文字以上
}
rule-too-long = { $count ->
   *[other] { $count }文字以内で入力してください。
}
rule-needs-upper = 英大文字
rule-needs-lower = 英小文字
rule-needs-digit = 数字
rule-needs-special = ! や # などの記号
rule-advice = 長いほど安全です。あなただけが思いつく言葉をいくつか組み合わせると、よいパスワードになります。
strength-weak = 弱い：簡単に推測されます
strength-fair = 普通：推測される可能性があります
strength-good = 良い：推測は困難です
strength-strong = 強い：推測は非常に困難です
rule-too-common = このパスワードは多くの人が使っているため、攻撃者が真っ先に試します。別のパスワードを選んでください。
rule-breached = このパスワードは、過去の情報漏えいで流出しています。別のパスワードを選んでください。
rule-contains-identity = このパスワードはアドレスやお名前とほとんど同じです。別のパスワードを選んでください。
rule-reused = 現在のパスワードと同じです。別のパスワードを選んでください。
rule-used-before = 以前に使用したパスワードです。別のパスワードを選んでください。
rule-changed-too-recently = パスワードは少し前に変更されました。しばらくしてからもう一度お試しください。
reset-done-title = パスワードを変更しました
reset-done-lede = 新しいパスワードでログインできます。すべてのデバイスからログアウトしました。
reset-done-lede-stay = 新しいパスワードでログインできます。念のため、ほかのデバイスでもログアウトしてください。
reset-done-signed-in = ログインしました。ほかのすべてのデバイスからログアウトしました。
reset-done-notice = お心当たりがない場合に備えて、お知らせのメールをお送りしました。

## Signing in and out

sign-in-title = ログイン
sign-in-lede = { $location }にログインしてください。
sign-in-code-button = 認証コードをメールで受け取る
sign-in-problem-no-password = パスワードを入力してください。
sign-in-problem-wrong = アドレスまたはパスワードが間違っています。もう一度お試しになるか、新しいパスワードを設定してください。
sign-in-problem-must-reset = ログインする前にパスワードの変更が必要です。「パスワードをお忘れですか？」を選んでください。
sign-in-problem-not-verified = ログインする前にアドレスの確認が必要です。「パスワードをお忘れですか？」を選んでください。届いたメールでアドレスも確認されます。
sign-in-notice-session-ended = セッションが終了しました。もう一度ログインしてください。
sign-in-notice-password-changed = パスワードを変更しました。新しいパスワードでログインできます。
sign-in-link-title = { $location }にログインしますか？
sign-in-link-lede = 次のアカウントのログインリンクを開きました：
sign-in-link-hint = このリンクにお心当たりがなければ、このページを閉じてください。何も変更されていません。
signed-in-title = ログインしました
signed-in-lede = ログインが完了しました。
signed-in-lede-named = { $name }さん、ログインが完了しました。
sign-out-button = ログアウト
signed-out-title = ログアウトしました
signed-out-lede = このデバイスからログアウトしました。
sign-in-again = もう一度ログイン

## Confirming an address

verify-page-title = アドレスの確認
verify-page-lede = これはご自身のアドレスで、{ $location }にご自身で登録されましたか？
verify-page-button = はい、確認します
verify-page-hint = 登録していない場合は、このページを閉じてください。ほかの人がパスワードを決めた可能性があります。何も変更されていません。
verify-done-title = アドレスを確認しました
verify-done-lede = ログインできるようになりました。

## This wasn't me

not-me-title = この変更にお心当たりがありませんか？
not-me-lede = このアカウントの変更をメールでお知らせしました。お心当たりがない場合は、今すぐアカウントをロックしてください：
not-me-lede-address = アカウントのメールアドレスが変更されました。お心当たりがない場合は、今すぐアカウントをロックしてください：
not-me-sessions = すべてのデバイスからログアウトします。
not-me-sessions-stay = すでにログインしているデバイスは、ログインしたままになることがあります。
not-me-links = メールでお送りしたすべてのリンクと認証コードが使えなくなります。
not-me-shut = 新しいパスワードを設定するまで、誰もログインできません。
not-me-shut-address = サポートがロックを解除するまで、誰もログインできません。
not-me-button = 心当たりがないのでロックする
not-me-otherwise = ご自身で変更した場合は、このページを閉じてください。アカウントはロックされません。
not-me-done-title = アカウントをロックしました
not-me-done-lede = すべてのデバイスからログアウトしました。新しいパスワードを設定するまで、誰もログインできません。
not-me-done-second-factor = このアカウントの認証アプリがご自身のものでない場合は、{ $location }のサポートにお問い合わせください。新しいパスワードを設定しても解除されません。
not-me-done-lede-address = すべてのデバイスからログアウトしました。現在は誰もログインできません。アカウントを取り戻すには、{ $location }のサポートにお問い合わせください。

## Links that can't be used

link-problem-title = このリンクは使えません
link-expired-title = リンクの有効期限が切れています
link-expired = 安全のため、リンクの有効期限は{ $duration }です。
link-used-title = このリンクはすでに使用されています
link-used = リンクは1回のみ有効です。
link-void = 送信後にアカウントが変更されたため、このリンクは使えなくなりました。
link-unknown = リンクが不完全か、別のブラウザーで開かれました。メールからもう一度開くか、新しいメールをリクエストしてください。
link-left-open = このページを開いたまま時間が経ちすぎました。メールのリンクをもう一度開いてください。
link-no-cookies = このページに必要なCookieがブラウザーから送信されませんでした。このサイトのCookieを許可してから、メールのリンクをもう一度開いてください。
code-void-title = この認証コードは無効になりました
code-void = 認証コードは正しいのですが、送信後にアカウントが変更されました。同じメールのリンクをすでに使用された可能性があります。新しいパスワードでログインするか、新しいメールをリクエストしてください。
link-problem-button = 新しいメールを送信
link-again-button = 新しいリンクを送信
link-again-hint = このリンクが届いたメールアドレスにお送りします。
link-sent-again = 前回のリンクが届いたメールアドレスに、新しいリンクをお送りしています。メールを開いて続けてください。
link-sent-before = このメールアドレスには、すでに新しいメールをお送りしています。最新のメールをご利用ください。今回は新しいメールを送信していません。
link-problem-verify = アドレスがまだ確認されていない場合は、登録した画面に戻って新しいメールをリクエストしてください。
link-problem-new-address = アカウントのアドレスがまだ変わっていない場合は、変更した画面に戻ってもう一度変更してください。
link-problem-not-me = アカウントの変更にお心当たりがない場合は、今すぐ新しいパスワードを設定してください。ほかの人は全員ログアウトされます。設定できない場合は、サポートにお問い合わせください。
link-problem-not-me-stay = アカウントの変更にお心当たりがない場合は、今すぐ新しいパスワードを設定してください。設定できない場合は、サポートにお問い合わせください。

## Errors

error-not-found = このページは存在しません
    .help = アドレスが間違っているか、ページが移動した可能性があります。
error-bad-request = 内容を読み取れませんでした
    .help = リクエストに問題がありました。前のページに戻って、もう一度お試しください。
error-form-expired = このフォームの有効期限が切れました
    .help = 長時間開いたままだったか、ブラウザーからCookieが送信されませんでした。前のページに戻り、再読み込みしてからもう一度お試しください。
error-no-cookies = ブラウザーがCookieをブロックしています
    .help = フォームがご本人のものか確認するため、このページにはCookieが必要です。このサイトのCookieを許可し、前のページに戻って再読み込みしてから、もう一度お試しください。
error-wrong-host = このページのアドレスが異なります
    .help = 本来とは異なるアドレスで開かれたため、フォームを送信できません。こちらから開いてください：
error-wrong-passwords = パスワードの誤入力が多すぎます
    .help = お使いのネットワークから、このアドレスに対して間違ったパスワードが何度も入力されました。アカウントは安全です。お待ちいただかなくても、認証コードをメールで受け取るか、新しいパスワードを設定できます。
error-too-many = 試行回数が多すぎます
    .help = お使いのネットワークからの試行回数が多すぎます。アカウントは安全です。
error-overloaded = ただいま混み合っています
    .help = リクエストを受け付けられませんでした。しばらくしてからもう一度お試しください。
error-mail-off = 現在メールを送信できません
    .help = サポートにお問い合わせください。
error-internal = システムに問題が発生しました
    .help = リクエストが完了していない可能性があります。しばらくしてからもう一度お試しください。
error-retry = { $duration }後にもう一度お試しください。
error-status = ステータス { $status }
error-request-id = お問い合わせの際は、次の番号をお伝えください：

## Development inbox

inbox-title = 開発用受信箱
inbox-live = 新しいメールは自動的に表示されます
inbox-search = 検索
inbox-clear = すべて削除
inbox-delete = 削除
inbox-download = ダウンロード
inbox-unread = 未読
inbox-list = 取得したメール
inbox-from = 差出人
inbox-to = 宛先
inbox-time = 日時
inbox-link = リンク
inbox-html = HTML
inbox-text = テキスト
inbox-source = ソース
inbox-headers = ヘッダー
inbox-phone = スマートフォン幅
inbox-light = ライト
inbox-dark = ダーク
inbox-no-images = 画像なし
inbox-empty = メールはまだありません
inbox-empty-hint = サーバーが送信するはずのメールは、すべてここに届きます。メールの送信はこちらから：

## Mails

mail-greeting = お客様
mail-greeting-named = { $name } 様
mail-link-fallback = ボタンが機能しない場合は、次のアドレスをブラウザーにコピーしてください：
mail-footer = { $location }からの自動送信メールです。
mail-code-prompt = お手続き中のページで、次の認証コードを入力してください：
mail-code-valid = 認証コードの有効期限は{ $duration }です。ほかの人に教えないでください。こちらからお尋ねすることはありません。
mail-link-beside = 認証コードの代わりに、次のボタンもお使いいただけます：
mail-link-beside-text = 認証コードの代わりに、次のリンクもお使いいただけます：
mail-link-once = リンクの有効期限は{ $duration }で、1回のみ使用できます。
mail-link-valid = リンクの有効期限は{ $duration }です。
mail-requested = リクエスト元：
mail-time = 日時
mail-device = デバイス
mail-device-both = { $browser }（{ $system }）
mail-place = おおよその場所
mail-place-city = { $country }、{ $city }
mail-network = ネットワーク
mail-secure-mailbox = この操作をした人が、メールを読める可能性があります。メールアカウントのパスワードも変更してください。

reset-link-subject = { $location }の新しいパスワードを設定してください
reset-link-preheader = リンクを開いて新しいパスワードを設定してください。お心当たりがない場合は、このメールを無視してください。

reset-code-subject = { $location }の認証コード（パスワードの再設定）
reset-code-preheader = 認証コードを入力して新しいパスワードを設定してください。お心当たりがない場合は、このメールを無視してください。
reset-body = { $location }のアカウント { $email } について、新しいパスワードの設定がリクエストされました。
reset-otherwise = お心当たりがない場合は、このメールを無視してください。パスワードは変更されていません。
reset-choice-body = 新しいパスワードの設定がリクエストされました。{ $location }では、複数のアカウントが { $email } を使用しています。対象のアカウントを選んでください。
reset-choice-link = { $user } の新しいパスワードを設定
reset-choice-once = 各リンクの有効期限は{ $duration }で、1回のみ使用できます。

sign-in-mail-subject = { $location }へのログイン
sign-in-mail-preheader = ログインを完了してください。お心当たりがない場合は、このメールを無視してください。
sign-in-mail-body = { $location }のアカウント { $email } へのパスワードなしのログインがリクエストされました。
sign-in-mail-otherwise = お心当たりがない場合は、このメールを無視してください。このメールがなければ、誰もこの方法でログインできません。

verify-email-subject = { $location }：メールアドレスの確認
verify-email-preheader = このアドレスがご自身のものであることを確認してください。
verify-email-title = アドレスの確認
verify-email-body = { $location }から大切なお知らせをお届けできるよう、{ $email } がご自身のアドレスであることを確認してください。
verify-email-button = アドレスを確認
verify-email-otherwise = { $location }にご自身で登録していない場合は、確認しないでください。ほかの人がパスワードを決めた可能性があります。確認されないかぎり、アドレスは使用されません。

new-address-subject = { $location }：新しいアドレスの確認
new-address-preheader = 確認すると、このアドレスがアカウントに設定されます。
new-address-title = 新しいアドレスの確認
new-address-body = { $email } が{ $location }のアカウントの新しいアドレスとして指定されました。ご自身のアカウントである場合に限り、確認してください。
new-address-button = 新しいアドレスを確認
new-address-otherwise = お心当たりがない場合は、確認しないでください。ほかの人のアカウントにあなたのアドレスが設定されてしまいます。確認されないかぎり、何も変わりません。

no-account-subject = { $location }にこのアドレスのアカウントはありません
no-account-preheader = アドレスが入力されましたが、該当するアカウントはありません。
no-account-title = このアドレスのアカウントはありません
no-account-body = { $location }で、新しいパスワードの設定またはログインのためにこのアドレスが入力されました。該当するアカウントはありません。
no-account-you = ご自身で入力された場合は、別のアドレスで登録されているかもしれません。そちらでお試しください。
no-account-otherwise = お心当たりがない場合は、このメールを無視してください。アカウントは作成されていません。
no-account-home = { $location }へ

password-changed-subject = { $location }のパスワードが変更されました
password-changed-preheader = ご自身で変更した場合は、何もする必要はありません。お心当たりがない場合は、すぐにアカウントをロックしてください。
password-changed-title = パスワードが変更されました
password-changed-body = { $location }のアカウント { $email } のパスワードが変更されました。すべてのデバイスからログアウトしました。
password-changed-body-stay = { $location }のアカウント { $email } のパスワードが変更されました。すでにログインしているデバイスは、ログインしたままになることがあります。
password-changed-you = ご自身で変更した場合は、何もする必要はありません。
password-changed-otherwise = お心当たりがない場合は、今すぐアカウントをロックしてください。すべてのデバイスからログアウトし、新しいパスワードを設定するまで誰もログインできません。
password-changed-otherwise-stay = お心当たりがない場合は、今すぐアカウントをロックしてください。ロックすると、新しいパスワードを設定するまで誰もログインできません。
password-changed-button = 心当たりがありません

disowned-subject = { $location }のアカウントをロックしました
disowned-preheader = 新しいパスワードを設定するまで、誰もログインできません。
disowned-title = アカウントをロックしました
disowned-body = { $location }のアカウント { $email } への最後の変更にお心当たりがないとのご連絡をいただきました。すべてのデバイスからログアウトし、新しいパスワードを設定するまでアカウントをロックします。
disowned-body-stay = { $location }のアカウント { $email } への最後の変更にお心当たりがないとのご連絡をいただきました。新しいパスワードを設定するまでアカウントをロックしますが、すでにログインしているデバイスは、ログインしたままになることがあります。
disowned-next = ロックを解除するには、新しいパスワードを設定してください：

address-taken-subject = { $location }のアカウントをすでにお持ちです
address-taken-preheader = お客様のアドレスを別のアカウントに使おうとした人がいます。ご自身の場合は、そのままログインしてください。
address-taken-title = アカウントをすでにお持ちです
address-taken-body = { $location }で、アドレス { $email } を別のアカウントに使おうとする操作がありました。このアドレスのアカウントはすでに存在するため、何も作成・変更されていません。
address-taken-you = ご自身の場合は、パスワードを使ってログインしてください。お忘れの場合は、新しいパスワードを設定できます：
account-safe = お心当たりがない場合は、このメールを無視してください。アカウントは安全です。

other-provider-subject = { $location }には{ $provider }でログインしてください
other-provider-preheader = アカウントには、再設定できるパスワードがありません。
other-provider-title = アカウントにパスワードはありません
other-provider-body = { $location }のアカウント { $email } について、新しいパスワードの設定が求められました。このアカウントにはパスワードがなく、{ $provider }でログインするようになっています。
other-provider-you = ご自身の場合は、ログイン画面で{ $provider }を選んでください。{ $provider }にログインできないときは、そちらでアカウントを復旧してください。

second-factor-title = ご本人確認
second-factor-lede = このアカウントでは2段階認証が有効です：
second-factor-after-reset = パスワードを変更しました。ログインまであと1ステップです。
second-factor-label = 認証アプリに表示されたコードを入力
second-factor-hint = スマートフォンを紛失した場合は、リカバリーコードをお使いください。
second-factor-recovery-label = リカバリーコード
second-factor-problem-malformed = アプリに表示される6桁の数字、またはリカバリーコードを入力してください。
second-factor-problem-wrong = このコードは間違っているか、有効期限が切れているか、すでに使われています。次のコードを待って、もう一度お試しください。
second-factor-problem-blocked = 間違ったコードが何度も入力されました。アプリのコードは{ $duration }後にまた使えます。リカバリーコードは今すぐ使えます。

second-factor-added-subject = { $location }の2段階認証がオンになりました
second-factor-added-title = 2段階認証がオンになりました
second-factor-added-body = { $location }のアカウント { $email } の2段階認証がオンになりました。今後ログインするには、認証アプリのコードも必要です。
second-factor-removed-subject = { $location }の2段階認証がオフになりました
second-factor-removed-title = 2段階認証がオフになりました
second-factor-removed-body = { $location }のアカウント { $email } の2段階認証がオフになりました。今後はパスワードだけでログインできます。
second-factor-codes-subject = { $location }の新しいリカバリーコード
second-factor-codes-title = 新しいリカバリーコードが作成されました
second-factor-codes-body = { $location }のアカウント { $email } の新しいリカバリーコードが作成されました。以前のコードは使えません。
second-factor-guessed-subject = { $location }のアカウントに誤ったコードが入力されました
second-factor-guessed-title = パスワードを知る何者かがコードを試しています
second-factor-guessed-body = { $location }のアカウント { $email } に、正しいパスワードのあと、誤ったコードが5回入力されました。しばらくの間、認証アプリのコードは使えません。リカバリーコードは引き続き使えます。

address-changed-subject = { $location }：アカウントのアドレスが変更されました
address-changed-title = アカウントのアドレスが新しくなりました
address-changed-body = { $email } は、{ $location }のアカウントのアドレスではなくなりました。すべてのデバイスからログアウトし、今後のメールは新しいアドレスに届きます。
address-changed-otherwise = お心当たりがない場合は、今すぐアカウントをロックしてください。すべてのデバイスからログアウトし、サポートがロックを解除するまで誰もログインできません。
session-elsewhere-subject = { $location }のセッションが別の場所で使われました
session-elsewhere-title = セッションが別の場所で使われました
session-elsewhere-body = { $location }のアカウント { $email } のセッションが、直前とは離れたネットワークから使われました。誰かにコピーされた場合、その人があなたのアカウントにアクセスできます。
session-elsewhere-you = 移動した、ネットワークを切り替えた、VPNをオンにしたなど、ご自身によるものであれば、何もする必要はありません。
new-sign-in-subject = { $location }への新しいログイン
new-sign-in-title = アカウントへの新しいログイン
new-sign-in-body = { $location }のアカウント { $email } に、これまで確認されていない場所またはデバイスからログインがありました。
