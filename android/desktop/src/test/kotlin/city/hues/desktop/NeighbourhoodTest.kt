package city.hues.desktop

import city.hues.ui.robots.Variant
import city.hues.ui.robots.aCategoryIsLookedFor
import city.hues.ui.robots.aNeighboursReportIsFollowed
import city.hues.ui.robots.aPlaceIsDoubtful
import city.hues.ui.robots.aQuestionBeginsAtHome
import city.hues.ui.robots.anAgencyIsAsked
import city.hues.ui.robots.eachPartIsPublicOrNot
import city.hues.ui.robots.theTextSuggestsItsCategory

/** What the core knows of a draft: its likely category, what its place is worth, who reported it before, who will see it. */
internal class NeighbourhoodTest : DesktopTest() {
    @InEveryVariant
    fun `the text suggests its category, on the page and in the list of all`(variant: Variant) = tell(variant) { theTextSuggestsItsCategory() }

    @InEveryVariant
    fun `a category is looked for without marks, and what fits none has a way out`(variant: Variant) = tell(variant) { aCategoryIsLookedFor() }

    @InEveryVariant
    fun `a place that is old, coarse or made up is said to be doubtful, and one beyond the city to be there`(variant: Variant) =
        tell(variant) { aPlaceIsDoubtful() }

    @InEveryVariant
    fun `before it goes each part is said to be public or not, and a number in the text is pointed out`(variant: Variant) =
        tell(variant) { eachPartIsPublicOrNot() }

    @InEveryVariant
    fun `an agency is asked about no place, and its answer is read and rated`(variant: Variant) = tell(variant) { anAgencyIsAsked() }

    @InEveryVariant
    fun `home leads to a question, once, and what was asked stands on its page`(variant: Variant) = tell(variant) { aQuestionBeginsAtHome() }

    @InEveryVariant
    fun `what a neighbour reported is found, and followed instead of reported again`(variant: Variant) =
        tell(variant) { aNeighboursReportIsFollowed() }
}
