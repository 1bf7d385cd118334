package city.hues.desktop

import city.hues.ui.robots.Variant
import city.hues.ui.robots.aBusyLoginIsWaitedFor
import city.hues.ui.robots.aCitizenLogsIn
import city.hues.ui.robots.aLoginIsGivenUp
import city.hues.ui.robots.theBrowserComesBackToAnotherProcess

/** A citizen logs in with the city's own page, and the browser comes back to the app, or does not. */
internal class LoginTest : DesktopTest() {
    @InEveryVariant
    fun `a citizen logs in, is known to the report, and logs out without losing it`(variant: Variant) = tell(variant) { aCitizenLogsIn() }

    @InEveryVariant
    fun `the browser may come back to a process that knows nothing of it`(variant: Variant) = tell(variant) { theBrowserComesBackToAnotherProcess() }

    @InEveryVariant
    fun `a login that is given up leaves everything as it was`(variant: Variant) = tell(variant) { aLoginIsGivenUp() }

    @InEveryVariant
    fun `a login service that can't be reached is waited for, and the same answer of the browser counts then`(variant: Variant) =
        tell(variant) { aBusyLoginIsWaitedFor() }
}
