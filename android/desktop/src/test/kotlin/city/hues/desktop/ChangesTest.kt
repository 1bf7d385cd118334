package city.hues.desktop

import city.hues.ui.robots.Variant
import city.hues.ui.robots.aChangeIsDropped
import city.hues.ui.robots.aChangeOutlivesItsProcess
import city.hues.ui.robots.aChangeWaitsForAChoice
import city.hues.ui.robots.aClosedReportCantBeChanged
import city.hues.ui.robots.aSentReportIsChanged
import city.hues.ui.robots.whatBothSidesChangedIsChosen

/** A report that the city has is changed: written like a draft, sent through the outbox, and held against what the city changed meanwhile. */
internal class ChangesTest : DesktopTest() {
    @InEveryVariant
    fun `a sent report is changed`(variant: Variant) = tell(variant) { aSentReportIsChanged() }

    @InEveryVariant
    fun `a change outlives its process, says what is wrong with it, waits in the outbox and arrives`(variant: Variant) =
        tell(variant) { aChangeOutlivesItsProcess() }

    @InEveryVariant
    fun `what both sides changed is chosen part by part`(variant: Variant) = tell(variant) { whatBothSidesChangedIsChosen() }

    @InEveryVariant
    fun `a change that waits for a choice can't be sent before it`(variant: Variant) = tell(variant) { aChangeWaitsForAChoice() }

    @InEveryVariant
    fun `a change that the city did not take is dropped`(variant: Variant) = tell(variant) { aChangeIsDropped() }

    @InEveryVariant
    fun `a report that the city has closed says why it can't be changed, also to who is writing`(variant: Variant) =
        tell(variant) { aClosedReportCantBeChanged() }
}
