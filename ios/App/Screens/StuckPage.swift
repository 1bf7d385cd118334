import HuesCore
import HuesKit
import HuesTags
import SwiftUI

/// The core did not open: why, what to do, and whom to call meanwhile.
struct StuckPage: View {
    let model: StuckModel
    let city: CityInfo?
    let call: @MainActor (String) -> Void

    @Environment(\.speech) private var say
    @State private var isAsking = false

    var body: some View {
        NavigationStack {
            Page(say(.stuckTitle), .stuck) {
                Text(say(model.words)).font(.title3).marked(.why)
                Part(say(.helpByPhone)) { Hotlines(hotlines: city?.hotlines ?? [], call: call) }
            } bottom: {
                PrimaryButton(say(.again), image: "arrow.clockwise", .again) { tryAgain() }
                if model.canStartAfresh {
                    SecondaryButton(say(.startAfresh), image: "tray", .afresh) { isAsking = true }
                }
            }
        }
        .sure(say(.startAfreshSure), say(.startAfresh), say(.cancel), isPresented: $isAsking) {
            Task { await model.startAfresh() }
        }
    }

    private func tryAgain() {
        Task { await model.tryAgain() }
    }
}

extension View {
    /// Asks before something that going back does not undo.
    func sure(
        _ question: String, _ yes: String, _ no: String, isPresented: Binding<Bool>,
        action: @escaping @MainActor () -> Void
    ) -> some View {
        confirmationDialog(question, isPresented: isPresented, titleVisibility: .visible) {
            Button(yes, role: .destructive, action: action).marked(.sure)
            Button(no, role: .cancel) {}
        }
    }
}
