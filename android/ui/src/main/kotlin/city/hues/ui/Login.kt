package city.hues.ui

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import city.hues.ApiException
import city.hues.LoginFailure
import city.hues.LoginLevel
import city.hues.Words
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch

/** How far a login is. Who is logged in stands in the core. */
internal sealed interface LoginState {
    /** None is under way. */
    data object None : LoginState

    /** The provider is asked for its page, or for what the browser's answer is worth. */
    data object Asking : LoginState

    /** The citizen is in the browser. */
    data class InBrowser(val url: String) : LoginState

    /** It came to nothing; [again] does once more what may help, if anything does. */
    data class Failed(val why: Words, val again: (() -> Unit)?) : LoginState
}

/** A login: to the browser and back. It goes on while the browser covers the app, and a later process can finish it. */
internal class Login(private val session: Session) {
    var state: LoginState by mutableStateOf(LoginState.None)
        private set

    /** The browser came back, and nobody has shown it yet. */
    var hasReturned: Boolean by mutableStateOf(false)

    private val account get() = session.client.account
    private var work: Job? = null

    fun begin(): Unit = ask(again = ::begin) {
        val request = account.beginLogin(LoginLevel.ONE)
        session.device.browse(request.url)
        LoginState.InBrowser(request.url)
    }

    /** The browser was closed, and the citizen wants it back. */
    fun reopen(url: String) = session.device.browse(url)

    fun finish(url: String) {
        hasReturned = true
        ask(again = { finish(url) }) {
            account.finishLogin(url)
            LoginState.None
        }
    }

    /** The citizen thought better of it: what the browser still brings is worth nothing. */
    fun cancel() {
        work?.cancel()
        state = LoginState.None
        session.act { account.cancelLogin() }
    }

    fun logOut() {
        state = LoginState.None
        session.act { account.logout() }
    }

    private fun ask(again: () -> Unit, next: suspend () -> LoginState) {
        work?.cancel()
        state = LoginState.Asking
        work = session.scope.launch {
            state = try {
                next()
            } catch (error: ApiException) {
                LoginState.Failed(error.words(), way(error, again))
            }
        }
    }

    /** What was asked for may be asked again when nobody answered; else a login begins anew. */
    private fun way(error: ApiException, again: () -> Unit): (() -> Unit)? =
        when ((error as? ApiException.LoginFailed)?.reason) {
            LoginFailure.UNREACHABLE, LoginFailure.BUSY -> again
            LoginFailure.NOT_OFFERED, LoginFailure.OTHER_PERSON -> null
            else -> ::begin
        }
}
