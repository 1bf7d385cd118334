package city.hues.ui.me

import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import city.hues.LoginLevel
import city.hues.Session
import city.hues.ui.LoginState
import city.hues.ui.Texts
import city.hues.ui.look.Band
import city.hues.ui.look.Card
import city.hues.ui.look.Icons
import city.hues.ui.look.Note
import city.hues.ui.look.PrimaryButton
import city.hues.ui.look.QuietButton
import city.hues.ui.look.SecondaryButton
import city.hues.ui.said
import city.hues.ui.start.Sure

internal class AccountActions(
    val onLogIn: () -> Unit,
    val onReopen: (url: String) -> Unit,
    val onCancel: () -> Unit,
    val onLogOut: () -> Unit,
)

/** Who is logged in, and the way in and out. */
@Composable
internal fun ColumnScope.AccountPart(session: Session, login: LoginState, actions: AccountActions) {
    when (session) {
        Session.LoggedOut -> Text(Texts.loginWhy.said())
        is Session.LoggedIn -> Citizen(session)
    }
    val canLogIn = session !is Session.LoggedIn || session.needsLoginAgain
    when (login) {
        LoginState.None -> if (canLogIn) LogIn(session, actions.onLogIn)
        LoginState.Asking -> UnderWay(Texts.loginAsking.said(), actions)
        is LoginState.InBrowser -> UnderWay(Texts.loginInBrowser.said(), actions) {
            SecondaryButton(Texts.openBrowser.said(), Icons.Refresh, { actions.onReopen(login.url) }, Modifier.testTag("open-browser"))
        }
        is LoginState.Failed -> Failed(login)
    }
    if (session is Session.LoggedIn) LogOut(actions.onLogOut)
}

@Composable
private fun Citizen(session: Session.LoggedIn) {
    Card(Modifier.testTag("citizen")) {
        Text(session.name, style = MaterialTheme.typography.titleMedium)
        session.citizenNumber?.let { Text("${Texts.citizenNumber.said()}: $it") }
        Text(Texts.level(if (session.level == LoginLevel.ONE) 1 else 2).said())
    }
    if (session.needsLoginAgain) Note(Texts.loginOver.said(), Icons.Info, Modifier.testTag("login-over"))
}

@Composable
private fun LogIn(session: Session, onClick: () -> Unit) {
    val label = if (session is Session.LoggedIn) Texts.logInAgain else Texts.logIn
    PrimaryButton(label.said(), Icons.Person, onClick, Modifier.testTag("log-in"))
}

@Composable
private fun UnderWay(text: String, actions: AccountActions, more: @Composable () -> Unit = {}) {
    Note(text, Icons.Waiting, Modifier.testTag("login-under-way").semantics { liveRegion = LiveRegionMode.Polite })
    more()
    QuietButton(Texts.cancelLogin.said(), Icons.Close, actions.onCancel, Modifier.testTag("cancel-login"))
}

/** Nothing bad happened, so nothing is red: what happened, and the way on. */
@Composable
private fun Failed(login: LoginState.Failed) {
    val modifier = Modifier.testTag("login-failed").semantics { liveRegion = LiveRegionMode.Assertive }
    Band(MaterialTheme.colorScheme.surfaceContainerHighest, modifier) { Note(login.why.said(), Icons.Info) }
    login.again?.let { PrimaryButton(Texts.again.said(), Icons.Refresh, it, Modifier.testTag("login-again")) }
}

@Composable
private fun LogOut(onLogOut: () -> Unit) {
    var asking by rememberSaveable { mutableStateOf(false) }
    QuietButton(Texts.logOut.said(), Icons.Close, { asking = true }, Modifier.testTag("log-out"))
    if (asking) Sure(Texts.logOutSure.said(), Texts.logOut.said(), onLogOut) { asking = false }
}
