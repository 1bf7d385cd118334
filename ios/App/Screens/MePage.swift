import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// What is the citizen's own: their account, the language, the city, and what the phone keeps.
struct MePage: View {
    let session: AppSession
    let speak: @MainActor (Language) -> Void
    let erase: @MainActor () async -> Void

    @State private var model: MeModel
    @State private var safety: SafetyModel
    @State private var isLoggingOut = false
    @State private var erasing: SafetyModel?
    @Environment(\.speech) private var say

    init(
        session: AppSession, speak: @escaping @MainActor (Language) -> Void,
        erase: @escaping @MainActor () async -> Void
    ) {
        (self.session, self.speak, self.erase) = (session, speak, erase)
        _model = State(wrappedValue: session.login)
        _safety = State(wrappedValue: SafetyModel(session: session))
    }

    var body: some View {
        @Bindable var model = model
        Page(say(.me), .me) {
            Part(say(.account)) { account }
            Part(say(.language)) { Languages(chosen: say.language, choose: speak) }
            if let city = session.city { Part(say(.city)) { Text(say(city.name)) } }
            Part(say(.mobileData)) {
                Toggle(say(.photosWait), isOn: $model.photosWait)
                Toggle(say(.videosWait), isOn: $model.videosWait)
                Text(say(session.isMetered ? .meteredNow : .mobileDataUse))
            }
            Part(say(.kept)) {
                Kept()
                SafetyPart(model: safety)
                SecondaryButton(say(.eraseAll), image: "trash", .eraseAll) { erasing = safety }
            }
            Part(say(.callForHelp)) { Hotlines(hotlines: session.city?.hotlines ?? []) { session.device.call($0) } }
        }
        .task { await model.run() }
        .task { await safety.run() }
        .sheet(item: $erasing) { model in ErasePage(model: model, erase: erase) }
        .sure(say(.logOutSure), say(.logOut), say(.cancel), isPresented: $isLoggingOut) {
            Task { await model.logOut() }
        }
    }

    @ViewBuilder private var account: some View {
        switch model.account {
        case .loggedIn(let name, let level, let number, let needsLoginAgain):
            Card {
                Text(name).font(.headline)
                if let number { Text(say(.citizenNumber, number)) }
                Text(say(.level, level == .one ? "1" : "2"))
            }
            .marked(.citizen)
            if needsLoginAgain { Note(say(.loginOver), image: "info.circle") }
        case .loggedOut: Text(say(.loginWhy))
        case nil: EmptyView()
        }
        login
        if case .loggedIn = model.account {
            SecondaryButton(say(.logOut), image: "rectangle.portrait.and.arrow.right", .logOut) { isLoggingOut = true }
        }
    }

    @ViewBuilder private var login: some View {
        switch model.step {
        case .none:
            if model.canLogIn {
                PrimaryButton(say(.logIn), image: "person.badge.key", .logIn) { Task { await model.logIn() } }
            }
        case .asking, .inBrowser:
            Note(say(model.step == .asking ? .loginAsking : .loginInBrowser), image: "clock")
            SecondaryButton(say(.cancelLogin), image: "xmark", .cancelLogin) { Task { await model.cancel() } }
        case .failed(let words):
            // Nothing bad happened, so nothing is red.
            Card { Note(say(words), image: "info.circle") }.marked(.loginFailed)
            if model.canTryAgain {
                PrimaryButton(say(.again), image: "arrow.clockwise", .loginAgain) { Task { await model.tryAgain() } }
            }
        }
    }
}
