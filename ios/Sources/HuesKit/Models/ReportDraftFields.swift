import HuesCore

// The small fields of a draft, as controls are bound to them; each change is saved.
extension ReportDraftModel {
    /// There is a place to choose; a question to an agency has none.
    public var hasPlace: Bool { report?.locationRule != LocationRule.none }

    /// The place in words.
    public var address: String {
        get { typedAddress ?? report?.draft.address ?? "" }
        set {
            if newValue == address { return }
            typedAddress = newValue
            edit(.address(address: newValue.isEmpty ? nil : newValue))
        }
    }

    /// The name of whom the city can ask.
    public var contactName: String {
        get { contact.name }
        set { contact = Contact(name: newValue, phone: contact.phone) }
    }

    /// The phone number of whom the city can ask.
    public var contactPhone: String {
        get { contact.phone }
        set { contact = Contact(name: contact.name, phone: newValue) }
    }

    /// What everyone reads of it anyway; `nil`: the citizen chooses.
    public var alwaysPublic: Words? { session.client.capabilities.alwaysPublic }

    /// Everyone may see the text.
    public var sharesText: Bool {
        get { sharing.text }
        set { sharing = Sharing(text: newValue, photos: sharing.photos, name: sharing.name) }
    }

    /// Everyone may see the photos.
    public var sharesPhotos: Bool {
        get { sharing.photos }
        set { sharing = Sharing(text: sharing.text, photos: newValue, name: sharing.name) }
    }

    /// Everyone may see the name.
    public var sharesName: Bool {
        get { sharing.name }
        set { sharing = Sharing(text: sharing.text, photos: sharing.photos, name: newValue) }
    }

    /// As it stands in the fields; an empty one is none.
    private var contact: Contact {
        get { typedContact ?? report?.draft.contact ?? Contact(name: "", phone: "") }
        set {
            typedContact = newValue
            edit(.contact(contact: newValue.name.isEmpty && newValue.phone.isEmpty ? nil : newValue))
        }
    }

    private var sharing: Sharing {
        get { chosenSharing ?? report?.draft.sharing ?? Sharing(text: true, photos: true, name: false) }
        set {
            chosenSharing = newValue
            edit(.sharing(sharing: newValue))
        }
    }
}
