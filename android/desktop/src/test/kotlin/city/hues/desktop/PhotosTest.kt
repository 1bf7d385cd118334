package city.hues.desktop

import city.hues.ui.robots.Variant
import city.hues.ui.robots.aFaceIsHidden
import city.hues.ui.robots.aPhotoThatIsNoneSaysWhy
import city.hues.ui.robots.theSamePhotoIsPointedOut
import city.hues.ui.robots.whatIsNotAllowedHasAnotherWay

/** What the citizen does with a photo before it is sent: look at it, hide in it what nobody should see, leave it out. */
internal class PhotosTest : DesktopTest() {
    @InEveryVariant
    fun `a face is hidden by buttons and by a finger, and the city gets the photo without it`(variant: Variant) = tell(variant) { aFaceIsHidden() }

    @InEveryVariant
    fun `the same photo once more is pointed out, and one of them is taken out where it is seen large`(variant: Variant) =
        tell(variant) { theSamePhotoIsPointedOut() }

    @InEveryVariant
    fun `a file that is no photo says why, and the rest of the draft stays`(variant: Variant) = tell(variant) { aPhotoThatIsNoneSaysWhy() }

    @InEveryVariant
    fun `what the citizen does not allow has another way`(variant: Variant) = tell(variant) { whatIsNotAllowedHasAnotherWay() }
}
