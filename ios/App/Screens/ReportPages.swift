import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// The citizen's reports: those that wait first, then the newest.
struct ReportsPage: View {
    let session: AppSession
    let trail: Trail

    @State private var model: ReportsModel
    @Environment(\.speech) private var say

    init(session: AppSession, trail: Trail) {
        (self.session, self.trail) = (session, trail)
        _model = State(wrappedValue: ReportsModel(session: session))
    }

    var body: some View {
        Page(say(.myReports), .reports) {
            if let reports = model.reports {
                if model.isAnythingWaiting {
                    SecondaryButton(say(.seeOutbox), image: "clock", .outboxButton) { trail.go(.outbox) }
                }
                if reports.isEmpty { Text(say(.noReports)) }
                LazyVStack(spacing: 12) {
                    ForEach(reports) { report in
                        line(report)
                        if report.state == .draft { ways(report.id) }
                    }
                }
                if !model.followed.isEmpty {
                    Part(say(.followedReports)) { ForEach(model.followed) { report in followedLine(report) } }
                }
                if !model.discarded.isEmpty {
                    Part(say(.recentlyDiscarded)) {
                        ForEach(model.discarded) { draft in DiscardedLine(model: model, draft: draft) }
                    }
                }
                if model.hasMore { Button(say(.more)) { Task { await model.more() } }.frame(minHeight: Look.target) }
            }
        } bottom: {
            PrimaryButton(say(.newReport), image: "exclamationmark.bubble", .newReport) {
                session.newDraft()
                trail.go(.compose(nil))
            }
        }
        .task { await model.run() }
    }

    private func line(_ report: ReportSummary) -> some View {
        Button {
            trail.go(report.state == .draft ? .compose(report.id) : .report(report.id))
        } label: {
            Card {
                Text(model.category(of: report).map { say($0) } ?? say(.composing)).font(.headline)
                if !report.text.isEmpty { Text(report.text).lineLimit(3) }
                Sentences(state: report.state, sentences: report.sentences)
                if let saved = model.saved(report) { Text(say(saved)).foregroundStyle(.secondary) }
                if report.unread > 0 { Text(say(.unread, count: Int(report.unread))).bold() }
                if report.isRemovalUnread { Text(say(.newMessage)).bold().marked(.newRemoval) }
            }
            .multilineTextAlignment(.leading)
        }
        .buttonStyle(.plain)
        .marked(.reportLine)
    }

    /// What can be done with a draft from outside.
    private func ways(_ id: ReportId) -> some View {
        VStack(spacing: 8) {
            SecondaryButton(say(.goOn), image: "pencil", .goOnDraft) { trail.go(.compose(id)) }
            SecondaryButton(say(.duplicate), image: "doc.on.doc", .duplicate) {
                Task { if let copy = await model.duplicate(id) { trail.go(.compose(copy)) } }
            }
            SecondaryButton(say(.delete), image: "trash", .discardLine) { Task { await model.discard(id) } }
        }
    }

    /// A report of somebody else whose way the citizen watches.
    private func followedLine(_ followed: FollowedReport) -> some View {
        Card {
            Text(model.category(of: followed).map { say($0) } ?? say(.report)).font(.headline)
            if let text = followed.report.text { Text(text).lineLimit(3) }
            Text(say(followed.words)).font(.subheadline).bold()
            SecondaryButton(say(.unfollow), image: "xmark", .unfollow) {
                Task { await model.unfollow(followed.id) }
            }
        }
        .accessibilityElement(children: .contain)
        .marked(.followedLine)
    }

}

/// A draft that was thrown away, for as long as it can be taken back.
struct DiscardedLine: View {
    let model: ReportsModel
    let draft: DiscardedDraft

    @Environment(\.speech) private var say
    @State private var isAsking = false

    var body: some View {
        Card {
            Text(say(draft.title)).font(.headline)
            Text(say(draft.sentence)).foregroundStyle(.secondary)
            SecondaryButton(say(.restore), image: "arrow.uturn.backward", .restore) {
                Task { await model.restore(draft.id) }
            }
            SecondaryButton(say(.erase), image: "trash", .erase) { isAsking = true }
        }
        .accessibilityElement(children: .contain)
        .marked(.discardedLine)
        .sure(say(.eraseDraftSure), say(.erase), say(.cancel), isPresented: $isAsking) {
            Task { await model.erase(draft.id) }
        }
    }
}

/// Where a report is on its way: an icon, and the core's words for the state, its reason and the next try.
struct Sentences: View {
    let state: ReportState
    let sentences: [Words]

    @Environment(\.speech) private var say

    var body: some View {
        if let first = sentences.first {
            Label(say(first), systemImage: image).font(.subheadline).bold().marked(.state)
        }
        ForEach(sentences.dropFirst(), id: \.self) { sentence in Text(say(sentence)).marked(.sentence) }
    }

    private var image: String {
        switch state {
        case .draft: "pencil"
        case .delivered: "checkmark.circle"
        case .parked: "exclamationmark.circle"
        case .withdrawn, .removed: "trash"
        default: "clock"
        }
    }
}

/// Where the report is, what the city does about it, what it says, and at the end what was sent.
struct ReportPage: View {
    let session: AppSession
    let trail: Trail

    @State private var model: ReportModel
    @Environment(\.speech) private var say

    init(session: AppSession, trail: Trail, id: ReportId) {
        (self.session, self.trail) = (session, trail)
        _model = State(wrappedValue: ReportModel(session: session, id: id))
    }

    var body: some View {
        Page(model.category.map { say($0) } ?? say(.report), .report) {
            if let report = model.report {
                Card {
                    Sentences(state: report.state, sentences: report.sentences)
                    progress
                    if model.isWaiting { Note(say(SystemLimit.swipedAway.words()), image: "info.circle") }
                    if let deadline = model.deadline { Text(say(.deadline, deadline)) }
                }
                if let amendment = report.amendment {
                    ChangePart(amendment: amendment) {
                        trail.go(.conflict(model.id))
                    } drop: {
                        await model.dropChange()
                    }
                }
                number
                timeline
                if model.number != nil, model.hasReplies { Part(say(.replies)) { ThreadPart(model: model) } }
                if report.rating != nil || report.waysOut.rate { Part(say(.rating)) { RatingPart(model: model) } }
                Part(say(.yourReport)) { sent(report) }
                if model.otherSendAnyway != nil || report.waysOn.keep || report.waysOn.giveUp != nil {
                    Part(say(.otherWays)) { others(report.waysOn) }
                }
            }
        } bottom: {
            ways
        }
        .task { await model.run() }
    }

    @ViewBuilder private var progress: some View {
        if let progress = model.progress {
            Text(say(sent(progress), "\(progress.photosSent)/\(progress.photos)"))
            ProgressView(value: Double(progress.bytesSent), total: Double(max(progress.bytes, 1)))
                .accessibilityHidden(true)
        }
    }

    private func sent(_ progress: PhotoProgress) -> Phrase {
        switch progress.videos {
        case 0: .sentPhotos
        case progress.photos: .sentVideos
        default: .sentPhotosAndVideos
        }
    }

    @ViewBuilder private var number: some View {
        if let number = model.number {
            Card {
                Text(say(.number)).foregroundStyle(.secondary)
                Text(number).font(.largeTitle).textSelection(.enabled).marked(.number)
                Text(say(.numberUse))
            }
        }
    }

    @ViewBuilder private var timeline: some View {
        if !model.steps.isEmpty {
            Part(say(.progress)) {
                ForEach(model.steps) { step in
                    VStack(alignment: .leading, spacing: 4) {
                        Text(say(step.status)).font(.subheadline).bold()
                        Text([step.at.map { say($0) }, step.agency].compactMap { $0 }.joined(separator: " · "))
                            .foregroundStyle(.secondary)
                        if let note = step.note { Text(note) }
                    }
                    .accessibilityElement(children: .combine)
                    .marked(.step)
                }
            }
        }
    }

    private func others(_ ways: WaysOn) -> some View {
        OtherWays(ways: ways, anyway: model.otherSendAnyway) { how in
            await model.sendAnyway(how)
        } keep: {
            await model.keep()
        } giveUp: {
            if await model.giveUp() { trail.back() }
        }
    }

    /// What the citizen can do about a report that is not at the city.
    @ViewBuilder private var ways: some View {
        if model.report?.waysOn.decide == true {
            Decision { await model.decide($0) }
        } else if let how = model.sendAnyway {
            PrimaryButton(say(how.words()), image: "paperplane", .sendAnyway) { Task { await model.sendAnyway(how) } }
        } else if model.canTryNow {
            PrimaryButton(say(model.isParked ? .sendAgain : .tryNow), image: "paperplane", .tryNow) {
                Task { await model.tryNow() }
            }
        }
        if model.report?.waysOut.copy == true {
            PrimaryButton(say(RemovalText.copy.words()), image: "doc.on.doc", .copyReport) {
                Task { if let copy = await model.copy() { trail.go(.compose(copy)) } }
            }
        }
        if model.report?.canEditAgain == true {
            SecondaryButton(say(.editAgain), image: "pencil", .editAgain) {
                Task { if await model.editAgain() { trail.restart(.compose(model.id)) } }
            }
        }
    }

    @ViewBuilder private func sent(_ report: ReportView) -> some View {
        Text(report.draft.text)
        ForEach(report.questions, id: \.question.id) { asked in
            if let answer = asked.answerWords {
                VStack(alignment: .leading, spacing: 4) {
                    Text(say(asked.question.text)).font(.subheadline).foregroundStyle(.secondary)
                    Text(say(answer))
                }
                .accessibilityElement(children: .combine)
                .marked(.sentAnswer)
            }
        }
        let place = [model.ward, report.draft.address].compactMap { $0 }.joined(separator: " · ")
        if !place.isEmpty { Note(place, image: "mappin") }
        ForEach(Array(report.photos.enumerated()), id: \.element.id) { index, photo in
            Thumbnail(
                session: session, photo: photo,
                label: photo.durationMs == nil ? say(.photo, count: index + 1) : say(.video))
        }
        if report.waysOut.amend {
            SecondaryButton(say(ChangeText.begin.words()), image: "pencil", .beginChange) {
                Task { if let change = await model.beginChange() { trail.go(.compose(change)) } }
            }
        }
        if let why = report.whyNoChange { Note(say(why), image: "info.circle").marked(.whyNoChange) }
    }
}

/// A photo as it is drawn; before it was read, and of a video, its place.
struct Thumbnail: View {
    let session: AppSession
    let photo: PhotoView
    let label: String

    @State private var jpeg: Data?

    var body: some View {
        ZStack {
            if let jpeg, let image = Image(picture: jpeg) {
                image.resizable().aspectRatio(nil, contentMode: .fill)
            } else {
                Image(systemName: photo.durationMs == nil ? "photo" : "video")
            }
        }
        .frame(width: 112, height: 112)
        .background(Color.secondary.opacity(0.12))
        .clipShape(RoundedRectangle(cornerRadius: Look.corner))
        .accessibilityElement(children: .ignore)
        .accessibilityLabel(label)
        .accessibilityAddTraits(.isImage)
        .marked(.photo)
        .task(id: photo.id) { jpeg = await session.thumbnail(photo.id) }
    }
}
