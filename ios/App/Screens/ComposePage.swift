import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// One page, from the photo to Send; nothing is asked for twice, and nothing is lost by leaving it.
struct ComposePage: View {
    let session: AppSession
    let trail: Trail

    @State private var model: ReportDraftModel
    @State private var opened: Sheet?
    @FocusState private var focus: DraftPart?
    @AccessibilityFocusState private var isMissingRead: Bool?
    @AccessibilityFocusState private var heard: DraftPart?
    @Environment(\.speech) private var say

    init(session: AppSession, trail: Trail, id: ReportId?) {
        (self.session, self.trail) = (session, trail)
        _model = State(wrappedValue: session.draft(id))
    }

    var body: some View {
        ScrollViewReader { scroll in
            page.onChange(of: model.lead) { _, lead in
                guard let part = lead?.part else { return }
                scroll.scrollTo(part, anchor: .top)
                // Parts without a keyboard have no such focus.
                (focus, heard) = (part, part)
            }
        }
        .task { await model.load() }
        .task(id: model.about) { await model.lookAround() }
        .onDisappear { Task { await model.putAway() } }
        .onChange(of: focus) { was, _ in if let was { model.leave(was) } }
        .sheet(item: $opened) { sheet in over(sheet) }
    }

    /// What is opened over the page.
    private enum Sheet: Hashable, Identifiable {
        case pin, categories
        case photo(PhotoId)

        var id: Self { self }
    }

    @ViewBuilder private func over(_ sheet: Sheet) -> some View {
        switch sheet {
        case .pin:
            PinPage(session: session, known: model.report?.draft.location) { model.edit(.location(location: $0)) }
        case .categories: CategoryPage(draft: model, session: session)
        case .photo(let photo): PhotoPage(model: PhotoModel(draft: model, photo: photo))
        }
    }

    private var title: String {
        if isChange { return say(ChangeText.title.words()) }
        return model.hasPlace ? say(.composing) : say(AskText.begin.words())
    }

    private var page: some View {
        @Bindable var model = model
        return Page(title, .compose) {
            Text(model.saved.map { say(.saved, $0) } ?? say(.savesItself)).foregroundStyle(.secondary)
            missing
            if !model.notices.isEmpty { Notices(model: model) }
            if isChange {
                Scope(model: model)
            } else {
                DraftSection(say(.photos), .photos, $heard) { photos }
            }
            if model.hasPlace { DraftSection(say(.place), .location, $heard) { place } }
            if isChange {
                if model.hasPlace { AddressPart(model: model) }
            } else {
                DraftSection(say(.category), .category, $heard) {
                    SecondaryButton(
                        model.category.map { say($0.name) } ?? say(.chooseCategory), image: "list.bullet", .category
                    ) { opened = .categories }
                    wrong(.category)
                }
            }
            if !model.duplicates.isEmpty { Part(say(.nearby)) { Duplicates(model: model) } }
            ForEach(model.questions) { asked in
                DraftSection(say(asked.question.text), .answer(asked.id), $heard) {
                    QuestionPart(model: model, asked: asked, focus: $focus)
                }
            }
            DraftSection(what, .text, $heard) {
                TextField(whatHint, text: $model.text, axis: .vertical)
                    .lineLimit(4...12)
                    .textFieldStyle(.roundedBorder)
                    .focused($focus, equals: .text)
                    .accessibilityLabel(what)
                    .marked(.text)
                wrong(.text)
                ForEach(model.disclosure?.exposed ?? [], id: \.self) { exposed in
                    Note(say(exposed.kind.words()), image: "exclamationmark.triangle").marked(.exposed)
                }
                // Below what is being written, which stays where it is.
                if !model.suggestions.isEmpty { Suggestions(model: model) {} }
            }
            DraftSection(say(.contact), .phone, $heard) { ContactPart(model: model, focus: $focus) }
            Part(say(.whoSees)) { WhoSees(model: model) }
            if model.id != nil {
                let label = isChange ? say(ChangeText.discard.words()) : say(.discard)
                SecondaryButton(label, image: "trash", .discard) { discard() }
            }
        } bottom: {
            let label = isChange ? say(ChangeText.send.words()) : say(.send)
            PrimaryButton(label, image: "paperplane.fill", .send) { send() }
                .disabled(model.report?.whyNoChange != nil)
        }
    }

    /// A sent report is changed: its photos and its category stay.
    private var isChange: Bool { model.report?.changeOf != nil }

    /// Over the text, and in it while it is empty: what is happening, or what an agency is asked.
    private var what: String { model.hasPlace ? say(.whatHappened) : say(AskText.what.words()) }
    private var whatHint: String { model.hasPlace ? say(.whatHappenedHint) : say(AskText.whatHint.words()) }

    /// What is missing, at the top; a screen reader is led there, and each line leads to its part of the page.
    @ViewBuilder private var missing: some View {
        if model.asked > 0, !model.problems.isEmpty {
            Card {
                Text(say(.fixFirst)).font(.headline).accessibilityAddTraits(.isHeader)
                    .accessibilityFocused($isMissingRead, equals: true)
                ForEach(model.problems, id: \.draftPart) { problem in
                    Button {
                        model.lead(to: problem)
                    } label: {
                        Label(say(problem.words()), systemImage: "arrow.down")
                            .frame(maxWidth: .infinity, minHeight: Look.target, alignment: .leading)
                            .multilineTextAlignment(.leading)
                    }
                    .marked(.missingLine)
                }
            }
            .accessibilityElement(children: .contain)
            .marked(.missing)
        }
        if let failure = model.failure, model.problems.isEmpty { Wrong(say(failure.words())) }
    }

    @ViewBuilder private var photos: some View {
        ForEach(model.report?.photos ?? []) { photo in
            PhotoRow(session: session, photo: photo, number: number(photo)) {
                opened = .photo(photo.id)
            } remove: {
                Task { await model.removePhoto(photo.id) }
            }
        }
        if model.report?.photos.contains(where: { $0.durationMs == nil }) == true {
            Text(say(.touchPhoto)).foregroundStyle(.secondary)
        }
        SecondaryButton(say(.takePhoto), image: "camera", .takePhoto) { Task { await model.takePhoto() } }
        SecondaryButton(say(.choosePhotos), image: "photo.on.rectangle", .choosePhotos) {
            Task { await model.choosePhotos() }
        }
        if !hasVideo {
            SecondaryButton(say(.recordVideo), image: "video", .recordVideo) { Task { await model.recordVideo() } }
            SecondaryButton(say(.chooseVideo), image: "film", .chooseVideo) { Task { await model.chooseVideo() } }
        }
        if model.videoWaits { Note(say(Caution.videoWaits.words()), image: "wifi").marked(.videoWaits) }
        trouble(.photos)
        wrong(.photos)
    }

    @ViewBuilder private var place: some View {
        if let location = model.report?.draft.location {
            if let map = model.map { PlaceMap(map: map, location: location) }
            Text(model.ward ?? model.outside.map { say($0) } ?? say(.outsideCity)).font(.headline).marked(.ward)
            ForEach(model.doubts, id: \.self) { doubt in
                Note(say(doubt.words), image: "exclamationmark.triangle").marked(.doubt)
            }
            if let accuracy = location.accuracyM {
                Note(say(.within, count: Int(accuracy.rounded())), image: "scope")
            }
        }
        if let offered = model.offered {
            SecondaryButton(say(.usePhotoPlace), image: "photo", .photoPlace) {
                model.edit(.location(location: offered))
            }
        }
        SecondaryButton(say(model.isLocating ? .locating : .useMyPlace), image: "location", .locate) {
            Task { await model.locate() }
        }
        .disabled(model.isLocating)
        SecondaryButton(say(model.report?.draft.location == nil ? .useMap : .movePin), image: "map", .pin) {
            opened = .pin
        }
        trouble(.location)
        wrong(.location)
    }

    @ViewBuilder private func wrong(_ part: DraftPart) -> some View {
        if let problem = model.problem(part) { Wrong(say(problem.words())) }
    }

    /// What could not be done, with the way on.
    @ViewBuilder private func trouble(_ field: Field) -> some View {
        switch model.trouble[field] {
        case .denied:
            Wrong(say(field == .photos ? .photoDenied : .locationDenied))
            Button(say(.openSettings)) { session.device.openSettings() }.frame(minHeight: Look.target)
        case .noCamera: Wrong(say(.noCamera))
        case .noRecorder: Wrong(say(.noCameraForVideo))
        case .noFix: Wrong(say(.noLocation))
        case .refused(let words): Wrong(say(words))
        case nil: EmptyView()
        }
    }

    private var hasVideo: Bool { model.report?.photos.contains { $0.durationMs != nil } ?? false }

    private func number(_ photo: PhotoView) -> Int {
        (model.report?.photos.firstIndex { $0.id == photo.id } ?? 0) + 1
    }

    private func send() {
        focus = nil
        Task {
            if await model.submit(), let id = model.goal {
                trail.restart(.report(id))
            } else {
                isMissingRead = true
            }
        }
    }

    private func discard() {
        Task { if await model.discard() { trail.back() } }
    }
}

/// A photo that opens large, what is to be said of it, and the button that takes it out.
struct PhotoRow: View {
    let session: AppSession
    let photo: PhotoView
    let number: Int
    let open: @MainActor () -> Void
    let remove: @MainActor () -> Void

    @Environment(\.speech) private var say

    var body: some View {
        HStack(spacing: 12) {
            Button(action: open) {
                Thumbnail(
                    session: session, photo: photo,
                    label: photo.durationMs == nil ? say(.photo, count: number) : say(.video))
            }
            .buttonStyle(.plain)
            Spacer()
            Button(action: remove) {
                Image(systemName: "xmark.circle.fill").frame(width: Look.target, height: Look.target)
            }
            .accessibilityLabel(photo.durationMs == nil ? say(.removePhoto, count: number) : say(.removeVideo))
            .accessibilityIdentifier(Tag.removePhoto(number))
        }
        ForEach(photo.sentences, id: \.self) { sentence in
            Note(say(sentence), image: "info.circle").marked(.aboutPhoto)
        }
    }
}

/// All categories, in the city's order, and a field to look for one. Choosing one goes back: there is nothing else to do here.
struct CategoryPage: View {
    let draft: ReportDraftModel

    @State private var model: CategoriesModel
    @Environment(\.speech) private var say
    @Environment(\.dismiss) private var dismiss

    init(draft: ReportDraftModel, session: AppSession) {
        self.draft = draft
        _model = State(wrappedValue: CategoriesModel(session: session))
    }

    var body: some View {
        @Bindable var model = model
        NavigationStack {
            List {
                TextField(say(.findCategory), text: $model.typed)
                    .textFieldStyle(.roundedBorder)
                    .accessibilityLabel(say(.findCategory))
                    .marked(.search)
                if model.typed.isEmpty, !draft.suggestions.isEmpty { Suggestions(model: draft) { dismiss() } }
                ForEach(model.found?.found ?? []) { category in
                    Button {
                        choose(category)
                    } label: {
                        Text(say(category.name)).frame(minHeight: Look.target)
                    }
                    .accessibilityAddTraits(category.id == draft.category?.id ? .isSelected : [])
                    .accessibilityIdentifier(Tag.category(category.id))
                }
                if let words = model.found?.words {
                    Text(say(words)).marked(.nothingFound)
                    if let other = model.found?.wayOut {
                        SecondaryButton(say(other.name), image: "list.bullet", .wayOut) { choose(other) }
                    }
                }
            }
            .navigationTitle(say(.chooseCategory))
            .toolbar {
                ToolbarItem(placement: .cancellationAction) { Button(say(.cancel)) { dismiss() } }
            }
            .screen(.categories)
        }
        .task(id: model.typed) { await model.search() }
    }

    private func choose(_ category: Suggestion) {
        draft.edit(.category(id: category.id))
        dismiss()
    }
}

/// Whom the city can ask; both may be left empty.
struct ContactPart: View {
    let model: ReportDraftModel
    let focus: FocusState<DraftPart?>.Binding

    @Environment(\.speech) private var say

    var body: some View {
        @Bindable var model = model
        Text(say(.contactUse))
        TextField(say(.contactName), text: $model.contactName)
            .textFieldStyle(.roundedBorder)
            .textContentType(.name)
        TextField(say(.contactPhone), text: $model.contactPhone)
            .textFieldStyle(.roundedBorder)
            .textContentType(.telephoneNumber)
            .keyboardType(.phonePad)
            .focused(focus, equals: .phone)
        if let problem = model.problem(.phone) { Wrong(say(problem.words())) }
    }
}

/// Who sees what of the report.
struct WhoSees: View {
    let model: ReportDraftModel

    @Environment(\.speech) private var say

    var body: some View {
        @Bindable var model = model
        Text(say(.staffSeeAll))
        if !model.hasPlace {
            Text(say(AskText.onlyStaff.words())).marked(.onlyStaff)
        } else if let alwaysPublic = model.alwaysPublic {
            Text(say(alwaysPublic)).marked(.alwaysPublic)
        } else {
            Text(say(.everyoneSees))
            Toggle(say(.shareText), isOn: $model.sharesText).marked(.shareText)
            Toggle(say(.sharePhotos), isOn: $model.sharesPhotos).marked(.sharePhotos)
            Toggle(say(.shareName), isOn: $model.sharesName)
        }
        if let disclosure = model.disclosure { Preview(disclosure: disclosure) }
    }
}
