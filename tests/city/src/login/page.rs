//! The HTML of the login: who it is, how sure, and why not. Vietnamese, with a line of English under it, for
//! a browser without JavaScript. Values in, markup out.

use maud::{DOCTYPE, Markup, html};

use super::citizen::{CITIZENS, Citizen, Level};

/// The same words in both languages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) vi: &'static str,
    pub(super) en: &'static str,
}

fn both(vi: &str, en: &str) -> Markup {
    html! { (vi) " " span.english lang="en" { (en) } }
}

fn frame(title: &str, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="vi" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – Định danh mẫu" }
                link rel="stylesheet" href="/login/style.css";
            }
            body.login {
                header { p.brand { "Định danh mẫu " span lang="en" { "Sample identity" } } }
                main { (main) }
            }
        }
    }
}

fn trial_note() -> Markup {
    let vi = "Trang thử nghiệm: những người này không có thật, và không ai cần mật khẩu.";
    let en = "A page for trials: these people are made up, and nobody needs a password.";
    html! { p.lead.end { (both(vi, en)) } }
}

fn wrong_box(wrong: Option<Said>) -> Markup {
    html! { @if let Some(Said { vi, en }) = wrong { p.wrong role="alert" { (both(vi, en)) } } }
}

/// A number as it is shown, and as it is read out.
fn masked_number(citizen: &Citizen) -> Markup {
    let (start, end) = citizen.shown_digits();
    html! {
        span.number-masked aria-hidden="true" { (citizen.masked_number()) }
        span.spoken { "số định danh bắt đầu bằng " (start) ", kết thúc bằng " (end) }
    }
}

fn cancel_button() -> Markup {
    html! { button.quiet name="cancel" value="1" formnovalidate { (both("Huỷ, không đăng nhập", "Cancel")) } }
}

/// Who it is, and how sure the app wants to be. `query` is the app's request.
pub(super) fn choose(query: &str, wanted: Level, wrong: Option<Said>) -> Markup {
    let level_one = both("Đăng nhập mức 1", "Sign in, level 1");
    let level_two = both("Tiếp tục với mức 2", "Continue with level 2");
    let main = html! {
        h1 { (both("Đăng nhập", "Sign in")) }
        p.lead {
            @match wanted {
                Level::One => (both("Ứng dụng Hue-S muốn biết bạn là ai.", "The Hue-S app wants to know who you are.")),
                Level::Two => (both(
                    "Ứng dụng Hue-S cần định danh mức 2: ngoài tên, còn một mã xác nhận.",
                    "The Hue-S app needs level 2: a name and a code.",
                )),
            }
        }
        (wrong_box(wrong))
        form method="post" action={ "/login/authorize?" (query) } {
            fieldset {
                legend { (both("Bạn là ai?", "Who are you?")) }
                @for citizen in &CITIZENS {
                    label.citizen {
                        input type="radio" name="citizen" value=(citizen.sub) required;
                        span { strong { (citizen.name) } " " (masked_number(citizen)) }
                    }
                }
            }
            @match wanted {
                Level::One => {
                    button name="level" value="1" { (level_one) }
                    button.second name="level" value="2" { (level_two) }
                }
                Level::Two => {
                    button name="level" value="2" { (level_two) }
                    button.second name="level" value="1" { (level_one) }
                }
            }
            (cancel_button())
        }
        (trial_note())
    };
    frame("Đăng nhập", &main)
}

/// The second step of level 2. The hint stands in for the message that a real one sends.
pub(super) fn confirm(query: &str, citizen: &Citizen, wrong: Option<Said>) -> Markup {
    let main = html! {
        p.back { a href={ "/login/authorize?" (query) } { "← " (both("Chọn người khác", "Someone else")) } }
        h1 { (both("Nhập mã xác nhận", "Enter the code")) }
        p.lead { strong { (citizen.name) } " " (masked_number(citizen)) }
        (wrong_box(wrong))
        form method="post" action={ "/login/authorize?" (query) } {
            input type="hidden" name="citizen" value=(citizen.sub);
            input type="hidden" name="level" value="2";
            label for="otp" { (both("Mã 6 chữ số", "Code of 6 digits")) }
            input.code id="otp" name="otp" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}"
                maxlength="6" required aria-describedby="hint";
            p.hint id="hint" {
                "Mã thử của người này là " strong { (citizen.code) } ". "
                span.english lang="en" { "The code for trials is " (citizen.code) "." }
            }
            button { (both("Xác nhận", "Confirm")) }
            (cancel_button())
        }
        (trial_note())
    };
    frame("Nhập mã xác nhận", &main)
}

/// A request that must not be answered with a redirect.
pub(super) fn refused(why: Said) -> Markup {
    let main = html! {
        h1 { (both("Không thể đăng nhập", "You can't sign in")) }
        p.wrong role="alert" { (both(why.vi, why.en)) }
        p { (both(
            "Hãy đóng trang này và thử lại từ ứng dụng.",
            "Close this page and try again from the app.",
        )) }
    };
    frame("Không thể đăng nhập", &main)
}
