package city.hues.desktop

import city.hues.ui.robots.Variant
import city.hues.ui.robots.aLostKeyStartsAfresh
import city.hues.ui.robots.aNewKeyTakesOver
import city.hues.ui.robots.damagedDataStartsAfresh
import city.hues.ui.robots.everythingIsErased
import city.hues.ui.robots.newerDataAsksForAnUpdate

/** What the citizen does for the safety of what is on the phone, and what becomes of it when its key or the data themselves are lost. */
internal class SafetyTest : DesktopTest() {
    @InEveryVariant
    fun `a new key takes over, and nothing is lost`(variant: Variant) = tell(variant) { aNewKeyTakesOver() }

    @InEveryVariant
    fun `everything is erased in two steps that say what is lost, and the app begins anew`(variant: Variant) = tell(variant) { everythingIsErased() }

    @InEveryVariant
    fun `a lost key lets the citizen start afresh, and keeps the old data aside`(variant: Variant) = tell(variant) { aLostKeyStartsAfresh() }

    @InEveryVariant
    fun `data of a newer version asks for an update, and stays as it is`(variant: Variant) = tell(variant) { newerDataAsksForAnUpdate() }

    @InEveryVariant
    fun `damaged data lets the citizen start afresh`(variant: Variant) = tell(variant) { damagedDataStartsAfresh() }
}
