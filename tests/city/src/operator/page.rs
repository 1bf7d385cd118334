//! The HTML of the operator's desk. Everything that a citizen wrote goes through maud's escaping. Values in,
//! markup out.

use chrono::DateTime;
use maud::{DOCTYPE, Markup, html};
use serde_json::Value;

use super::Case;
use crate::alert::Published;
use crate::casework::{Attachment, Message, Rating, Satisfaction, Status, Step};
use crate::sos::SosRecord;
use crate::store::on_the_wall;

/// The moves that an operator can make.
const MOVES: [Status; 4] = [Status::Assigned, Status::InProgress, Status::Done, Status::Rejected];

fn status_name(status: &str) -> &str {
    match status {
        "received" => "Đã tiếp nhận",
        "assigned" => "Đã chuyển xử lý",
        "in_progress" => "Đang xử lý",
        "done" => "Đã xử lý xong",
        "rejected" => "Từ chối",
        "withdrawn" => "Đã rút lại",
        other => other,
    }
}

fn frame(title: &str, here: &str, main: &Markup) -> Markup {
    let entry = |address: &str, name: &str| {
        html! { a href=(address) aria-current=[(address == here).then_some("page")] { (name) } }
    };
    html! {
        (DOCTYPE)
        html lang="vi" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – Bàn trực Huế" }
                link rel="stylesheet" href="/operator/style.css";
            }
            body {
                a.skip href="#main" { "Đến nội dung" }
                header {
                    p.brand { "Bàn trực Huế " span lang="en" { "Operator desk" } }
                    nav aria-label="Chính" { (entry("/", "Phản ánh")) (entry("/operator/sos", "Kêu cứu")) (entry("/operator/alerts", "Cảnh báo")) }
                }
                main id="main" tabindex="-1" { (main) }
            }
        }
    }
}

/// A time of the protocol as people read it, and as machines do.
fn time(rfc3339: &str) -> Markup {
    let shown = DateTime::parse_from_rfc3339(rfc3339)
        .map_or_else(|_| rfc3339.to_owned(), |time| on_the_wall(time).format("%H:%M %d/%m/%Y").to_string());
    html! { time datetime=(rfc3339) { (shown) } }
}

fn badge(status: &str) -> Markup {
    html! { span.badge data-status=(status) { (status_name(status)) } }
}

fn wrong_box(wrong: Option<&str>) -> Markup {
    html! { @if let Some(wrong) = wrong { p.wrong role="alert" { (wrong) } } }
}

fn arrived(attachments: &[Attachment]) -> String {
    let stored = attachments.iter().filter(|photo| photo.state == "stored").count();
    match attachments.len() {
        0 => "–".to_owned(),
        all => format!("{stored} / {all}"),
    }
}

/// Text of the phone's body at a JSON pointer; empty where there is none.
fn text_at<'a>(body: &'a Value, pointer: &str) -> &'a str {
    body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// Enough of a digest to compare by eye.
fn short(sha256: &str) -> String {
    format!("{}…", sha256.get(..12).unwrap_or_default())
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "–" } else { text }
}

/// All reports, the newest first.
pub(super) fn list(cases: &[Case]) -> Markup {
    let main = html! {
        h1 { "Phản ánh " span.count { "(" (cases.len()) ")" } }
        @if cases.is_empty() {
            p.empty { "Chưa có phản ánh nào. " span lang="en" { "No reports yet." } }
        } @else {
            div.scroll role="region" aria-label="Danh sách phản ánh" tabindex="0" {
                table {
                    thead {
                        tr {
                            th scope="col" { "Số" }
                            th scope="col" { "Lĩnh vực" }
                            th scope="col" { "Mã phường, xã" }
                            th scope="col" { "Trạng thái" }
                            th scope="col" { "Tiếp nhận" }
                            th scope="col" { "Ảnh đã đến" }
                        }
                    }
                    tbody { @for case in cases { (row(case)) } }
                }
            }
        }
    };
    frame("Phản ánh", "/", &main)
}

fn row(case: &Case) -> Markup {
    let document = &case.document;
    html! {
        tr {
            th scope="row" { a.number href={ "/operator/reports/" (document.id) } { (document.number) } }
            td { (case.category) }
            td { (or_dash(text_at(&case.body, "/ward"))) }
            td { (badge(&document.status)) }
            td { (time(&document.received_at)) }
            td { (arrived(&document.attachments)) }
        }
    }
}

/// One report and what can be done with it.
pub(super) fn report(case: &Case, wrong: Option<&str>) -> Markup {
    let document = &case.document;
    let text = text_at(&case.body, "/text");
    let main = html! {
        p.back { a href="/" { "← Tất cả phản ánh" } }
        h1 { (document.number) }
        p.lead { (case.category) " " (badge(&document.status)) }
        (wrong_box(wrong))
        div.columns {
            div {
                section aria-labelledby="words" {
                    h2 id="words" { "Nội dung" }
                    @if text.is_empty() { p.empty { "Không có lời, chỉ có ảnh." } } @else { p.words { (text) } }
                    @if !case.answers.is_empty() {
                        dl.answers {
                            @for answer in &case.answers {
                                dt { (answer.question) }
                                dd { @if answer.is_time { (time(&answer.said)) } @else { (answer.said) } }
                            }
                        }
                    }
                    (facts(case))
                }
                section aria-labelledby="photos" {
                    h2 id="photos" { "Ảnh " span.count { "(" (arrived(&document.attachments)) ")" } }
                    (photos(&document.attachments))
                }
            }
            div {
                section aria-labelledby="timeline" {
                    h2 id="timeline" { "Tiến trình" }
                    ol.timeline { @for step in &document.timeline { (step_item(step)) } }
                    @if document.status != "withdrawn" { (move_form(&document.id, &document.status)) }
                    @if let Some(rating) = &document.rating { (rating_box(rating)) }
                }
                section aria-labelledby="thread" {
                    h2 id="thread" { "Trao đổi với người dân" }
                    @for message in &case.thread { (message_item(message)) }
                    (reply_form(&document.id))
                }
                (removal_form(&document.id))
            }
        }
    };
    frame(&document.number, "", &main)
}

fn facts(case: &Case) -> Markup {
    let (body, document) = (&case.body, &case.document);
    let number = |name: &str| body.pointer(&format!("/location/{name}")).and_then(Value::as_f64);
    let place = number("lat").zip(number("lon"));
    let source = match text_at(body, "/location/source") {
        "gps" => "định vị",
        "photo" => "theo ảnh",
        _ => "ghim trên bản đồ",
    };
    let anonymous = body.get("contact").is_none_or(Value::is_null);
    html! {
        dl {
            @if let Some((lat, lon)) = place {
                dt { "Vị trí" }
                dd {
                    (format!("{lat:.5}, {lon:.5}"))
                    @if let Some(metres) = number("accuracy_m") { (format!(" (± {metres:.0} m)")) }
                    ", " (source)
                }
                dt { "Phường, xã" } dd { (or_dash(text_at(body, "/ward"))) }
                dt { "Địa chỉ" } dd { (or_dash(text_at(body, "/address"))) }
            }
            dt { "Người gửi" }
            dd {
                @if anonymous { "Ẩn danh" } @else {
                    (or_dash(text_at(body, "/contact/name"))) ", " (or_dash(text_at(body, "/contact/phone")))
                }
            }
            dt { "Tài khoản" } dd { (case.account.map_or("Khách, không đăng nhập", |citizen| citizen.name)) }
            dt { "Lập lúc" } dd { (time(text_at(body, "/made_at"))) }
            dt { "Tiếp nhận" } dd { (time(&document.received_at)) }
            dt { "Hạn xử lý" } dd { (time(&document.deadline)) }
        }
    }
}

fn photos(attachments: &[Attachment]) -> Markup {
    html! {
        @if attachments.is_empty() { p.empty { "Không có ảnh." } }
        ul.photos {
            @for (position, photo) in attachments.iter().enumerate() {
                @let kind = if photo.is_video { "Video" } else { "Ảnh" };
                @let name = format!("{kind} {}", position + 1);
                @let size = format!("{} KB", (photo.size + 1023) / 1024);
                li {
                    @if photo.state == "stored" && photo.is_video {
                        video src={ "/operator/photos/" (photo.sha256) } controls preload="metadata" aria-label={ (name) " của người dân" } {}
                    } @else if photo.state == "stored" {
                        a href={ "/operator/photos/" (photo.sha256) } {
                            img src={ "/operator/photos/" (photo.sha256) } alt={ (name) " của người dân" };
                        }
                    } @else {
                        p.waiting { (name) " chưa đến" }
                    }
                    p.digest { (size) }
                    p.digest { "SHA-256 " code { (short(&photo.sha256)) } }
                }
            }
        }
    }
}

fn step_item(step: &Step) -> Markup {
    html! {
        li {
            (badge(&step.status)) " " (time(&step.at))
            @if let Some(agency) = &step.agency { p { (agency) } }
            @if let Some(note) = &step.note { p.note { (note) } }
        }
    }
}

/// The form proposes the move that usually comes next.
fn move_form(id: &str, now: &str) -> Markup {
    let held = MOVES.iter().position(|status| status.as_str() == now);
    let next = MOVES.get(held.map_or(0, |position| position + 1));
    html! {
        form method="post" action={ "/operator/reports/" (id) "/status" } {
            h3 { "Chuyển trạng thái" }
            label for="status" { "Trạng thái" }
            select id="status" name="status" {
                @for status in MOVES {
                    option value=(status.as_str()) selected[next == Some(&status)] {
                        (status_name(status.as_str()))
                    }
                }
            }
            label for="status-agency" { "Cơ quan" }
            input id="status-agency" name="agency" autocomplete="off";
            label for="status-note" { "Ghi chú" }
            textarea id="status-note" name="note" rows="2" {}
            button { "Chuyển" }
        }
    }
}

/// Opened first and pressed then: it can't be undone.
fn removal_form(id: &str) -> Markup {
    html! {
        details {
            summary { "Gỡ phản ánh" }
            p { "Xoá hẳn nội dung, ảnh và trao đổi ở thành phố, không lấy lại được. Người gửi được báo; phần họ viết vẫn còn trên máy của họ." }
            form method="post" action={ "/operator/reports/" (id) "/remove" } { button { "Gỡ hẳn phản ánh này" } }
        }
    }
}

fn message_item(message: &Message) -> Markup {
    if message.author == "citizen" {
        return html! {
            article.message {
                p.from { strong { "Người dân" } " " (time(&message.sent_at)) }
                p.words { (message.text) }
            }
        };
    }
    html! {
        article.message {
            p.from { strong { (message.agency.as_deref().unwrap_or("Thành phố")) } " " (time(&message.sent_at)) }
            p.words { (message.text) }
            form method="post" action={ "/operator/messages/" (message.id) "/withdraw" } {
                button.quiet { "Thu hồi" }
            }
        }
    }
}

fn rating_box(rating: &Rating) -> Markup {
    let name = match rating.satisfaction {
        Satisfaction::Satisfied => "Hài lòng",
        Satisfaction::Acceptable => "Tạm được",
        Satisfaction::Unsatisfied => "Chưa ổn, cần xử lý lại",
    };
    html! {
        h3 { "Người dân đánh giá" }
        p { strong { (name) } }
        @if let Some(comment) = &rating.comment { p.words { (comment) } }
    }
}

fn reply_form(id: &str) -> Markup {
    html! {
        form method="post" action={ "/operator/reports/" (id) "/messages" } {
            label for="reply-agency" { "Cơ quan" }
            input id="reply-agency" name="agency" autocomplete="off";
            label for="reply-text" { "Câu trả lời" }
            textarea id="reply-text" name="text" rows="3" required {}
            button { "Gửi trả lời" }
        }
    }
}

/// All calls for help, the newest first.
pub(super) fn calls(calls: &[SosRecord]) -> Markup {
    let main = html! {
        h1 { "Kêu cứu " span.count { "(" (calls.len()) ")" } }
        @if calls.is_empty() {
            p.empty { "Chưa có lời kêu cứu nào. " span lang="en" { "No calls for help yet." } }
        }
        @for call in calls { (call_item(call)) }
    };
    frame("Kêu cứu", "/operator/sos", &main)
}

fn call_item(call: &SosRecord) -> Markup {
    let body = &call.body;
    let number = |pointer: &str| body.pointer(pointer).and_then(Value::as_f64);
    let place = number("/location/lat").zip(number("/location/lon"));
    let needs: Vec<&str> = body
        .get("needs")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|need| need.as_str().map(need_name))
        .collect();
    let note = text_at(body, "/note");
    html! {
        article.alert {
            h2 { (or_dash(&needs.join(", "))) " " (call_badge(&call.status)) }
            @if !note.is_empty() { p.words { (note) } }
            dl {
                dt { "Vị trí" }
                dd {
                    @if let Some((lat, lon)) = place {
                        (format!("{lat:.5}, {lon:.5}"))
                        @if let Some(metres) = number("/location/accuracy_m") { (format!(" (± {metres:.0} m)")) }
                    } @else { "không rõ" }
                }
                dt { "Số người" } dd { (number("/people").map_or_else(|| "–".to_owned(), |people| people.to_string())) }
                dt { "Điện thoại" } dd { (or_dash(text_at(body, "/phone"))) }
                dt { "Pin" } dd { (number("/battery").map_or_else(|| "–".to_owned(), |percent| format!("{percent} %"))) }
                dt { "Gọi lúc" } dd { (time(text_at(body, "/raised_at"))) }
                dt { "Tiếp nhận" } dd { (time(&call.received_at)) }
                @if let Some(said) = &call.note { dt { "Đã nhắn" } dd { (said) } }
            }
            @if matches!(call.status.as_str(), "received" | "seen") { (call_form(call)) }
        }
    }
}

fn call_form(call: &SosRecord) -> Markup {
    let note = format!("note-{}", call.id);
    html! {
        form method="post" action={ "/operator/sos/" (call.id) "/status" } {
            label for=(note) { "Nhắn cho người kêu cứu" }
            input id=(note) name="note" autocomplete="off" value=[call.note.as_deref()];
            @if call.status == "received" { button name="status" value="seen" { "Đã đọc" } }
            button name="status" value="closed" { "Đã xử lý xong" }
        }
    }
}

fn call_badge(status: &str) -> Markup {
    let (name, colour) = match status {
        "received" => ("Chưa ai đọc", "rejected"),
        "seen" => ("Đã đọc", "in_progress"),
        "closed" => ("Đã xử lý xong", "done"),
        _ => ("Người dân đã huỷ", "withdrawn"),
    };
    html! { span.badge data-status=(colour) { (name) } }
}

fn need_name(need: &str) -> &str {
    match need {
        "evacuation" => "Đưa ra khỏi nơi nguy hiểm",
        "medical" => "Cấp cứu, thuốc men",
        "food_water" => "Thức ăn, nước uống",
        "other" => "Việc khác",
        unknown => unknown,
    }
}

/// All warnings that were published, and the form for a new one.
pub(super) fn alerts(alerts: &[Published], serial: i64, wrong: Option<&str>) -> Markup {
    let main = html! {
        h1 { "Cảnh báo" }
        p.lead { "Danh mục đã ký số " (serial) ". Thu hồi chỉ bỏ bản tin khỏi danh mục, không huỷ cảnh báo." }
        (wrong_box(wrong))
        @if alerts.is_empty() {
            p.empty { "Chưa phát cảnh báo nào. " span lang="en" { "No warnings yet." } }
        }
        @for alert in alerts { (alert_item(alert)) }
        section.publish aria-labelledby="publish" {
            h2 id="publish" { "Phát bản tin" }
            form method="post" action="/operator/alerts" enctype="multipart/form-data" {
                label for="file" { "Tệp CAP 1.2 (XML)" }
                input id="file" type="file" name="file" accept=".xml,application/cap+xml,text/xml";
                label for="xml" { "hoặc dán nội dung" }
                textarea.code id="xml" name="xml" rows="8" spellcheck="false" {}
                button { "Phát cảnh báo" }
            }
        }
    };
    frame("Cảnh báo", "/operator/alerts", &main)
}

fn alert_item(alert: &Published) -> Markup {
    let summary = &alert.summary;
    html! {
        article.alert {
            h2 { (or_dash(&summary.headline)) }
            p { @if alert.listed { span.badge data-status="done" { "Trong danh mục" } } @else {
                span.badge data-status="rejected" { "Đã thu hồi" }
            } }
            dl {
                dt { "Nơi phát" } dd { (summary.sender) }
                dt { "Mã" } dd { code { (summary.identifier) } }
                dt { "Phát lúc" } dd { (time(&summary.sent)) }
                dt { "Hết hạn" } dd { (time(&summary.expires)) }
                dt { "SHA-256" } dd { code { (short(&alert.sha256)) } }
            }
            @if alert.listed {
                form method="post" action={ "/operator/alerts/" (alert.sha256) "/withdraw" } {
                    button.quiet { "Thu hồi khỏi danh mục" }
                }
            }
        }
    }
}
