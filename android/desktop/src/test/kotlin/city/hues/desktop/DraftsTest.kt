package city.hues.desktop

import city.hues.ui.robots.Variant
import city.hues.ui.robots.aDraftIsCopiedThrownAwayTakenBackAndErased
import city.hues.ui.robots.aDraftIsThrownAwayAndTakenBack
import city.hues.ui.robots.theCityAsks
import city.hues.ui.robots.theCityAsksAnew
import city.hues.ui.robots.whoWasCutOffGoesOn

/** What the city asks about a report, and what becomes of drafts that are not sent at once. */
internal class DraftsTest : DesktopTest() {
    @InEveryVariant
    fun `the city asks what belongs to the category, says what is wrong beside each question, and reads the answers`(variant: Variant) =
        tell(variant) { theCityAsks() }

    @InEveryVariant
    fun `a draft is copied, thrown away, taken back and erased`(variant: Variant) = tell(variant) { aDraftIsCopiedThrownAwayTakenBackAndErased() }

    @InEveryVariant
    fun `a draft is thrown away and taken back`(variant: Variant) = tell(variant) { aDraftIsThrownAwayAndTakenBack() }

    @InEveryVariant
    fun `who was cut off goes on writing, or not now`(variant: Variant) = tell(variant) { whoWasCutOffGoesOn() }

    @InEveryVariant
    fun `what the city asks anew is pointed out when the draft is opened, and no answer is lost`(variant: Variant) =
        tell(variant) { theCityAsksAnew() }
}
