package city.hues.ui.me

import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import city.hues.Language
import city.hues.Session as Account
import city.hues.ui.Following
import city.hues.ui.LocalLanguage
import city.hues.ui.Session
import city.hues.ui.Texts
import city.hues.ui.Trail
import city.hues.ui.home.Hotlines
import city.hues.ui.look.Page
import city.hues.ui.look.Section
import city.hues.ui.said
import city.hues.ui.start.Kept
import city.hues.ui.start.Languages

/** What is the citizen's own: their account, the language, and what the phone keeps. */
@Composable
internal fun MePage(session: Session, trail: Trail, onLanguage: (Language) -> Unit) {
    var account: Account? by remember { mutableStateOf(null) }
    session.Following(Unit) { session.client.account.watch().collect { account = it } }
    val login = session.login
    Page("me", Texts.me.said(), trail::back) {
        Section(Texts.account.said()) {
            account?.let { AccountPart(it, login.state, AccountActions(login::begin, login::reopen, login::cancel, login::logOut)) }
        }
        Section(Texts.language.said()) { Languages(LocalLanguage.current, onLanguage) }
        Section(Texts.kept.said()) { Kept() }
        Section(Texts.callForHelp.said()) { Hotlines(session.city.hotlines, session.device::call) }
    }
}
