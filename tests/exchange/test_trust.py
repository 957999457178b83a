"""What a station refuses to take, whoever holds the catalogue in between."""

import shutil
from datetime import timedelta

import pytest

from missions.exchange.clock import utc_now
from missions.exchange.drafts import draft_package, draft_withdrawal, sign_draft
from missions.exchange.errors import CatalogueError, ExchangeError, KeyFileError, PackageError, StoreError
from missions.exchange.keeper import admit, refresh
from missions.exchange.signatures import Metadata, TargetFile, Targets

MOP_UP = "no.bergen.brann/mop-up"


def code_of(step, *args, **kwargs):
    with pytest.raises(ExchangeError) as caught:
        step(*args, **kwargs)
    assert caught.value.remedy
    return caught.value.code


def publish_unchecked(catalogue, namespace, metadata, now=None):
    """What a keeper who looks at nothing would publish: any metadata, in a sound snapshot."""
    snapshot, timestamp = catalogue.folder.snapshot(), catalogue.folder.timestamp()
    snapshot.signed.meta[f"{namespace}.json"] = catalogue.folder.write(namespace, metadata)
    for each in (snapshot, timestamp):
        each.signed.version += 1
        each.signed.expires = (now or utc_now()) + timedelta(days=30)
    snapshot.sign(catalogue.people.keeper)
    timestamp.signed.snapshot_meta = catalogue.folder.write("snapshot", snapshot)
    timestamp.sign(catalogue.people.keeper)
    catalogue.folder.write("timestamp", timestamp)


def test_what_two_people_have_signed_arrives_byte_for_byte(catalogue, store, package):
    sent = package()
    catalogue.publish(sent)

    opened = catalogue.open(store)
    [offer] = opened.offers
    received = opened.package(offer)

    assert (offer.id, offer.version, offer.withdrawn) == (MOP_UP, "1.0.0", None)
    assert received.packed() == sent.packed()


def test_a_package_that_was_changed_is_refused(catalogue, store, package):
    catalogue.publish(package())
    [file] = (catalogue.folder.path / "targets").rglob("*.vardepkg")
    file.write_bytes(file.read_bytes().replace(b"maximum: 60", b"maximum: 99"))

    opened = catalogue.open(store)

    assert code_of(opened.package, opened.offers[0]) == "catalogue_tampered"


def test_one_signature_is_not_enough_for_the_keeper(catalogue, store, package):
    draft_package(catalogue.folder, package(), catalogue.people.kari, utc_now())

    done = refresh(catalogue.folder, catalogue.people.keeper, utc_now())

    assert done.published == ()
    assert [(name, error.code) for name, error in done.waiting] == [("no.bergen.brann", "catalogue_unsigned")]
    assert catalogue.open(store).offers == []


def test_the_same_person_twice_is_one_signature(catalogue, package):
    draft_package(catalogue.folder, package(), catalogue.people.kari, utc_now())

    drafted = sign_draft(catalogue.folder, "no.bergen.brann", catalogue.people.kari)

    assert (drafted.signatures, drafted.is_ready) == (1, False)


def test_a_change_after_the_first_signature_needs_both_again(catalogue, package):
    draft_package(catalogue.folder, package(), catalogue.people.kari, utc_now())

    drafted = draft_package(catalogue.folder, package("1.0.1"), catalogue.people.ola, utc_now())

    assert drafted.signatures == 1


def test_a_station_refuses_one_signature_although_the_keeper_published_it(catalogue, store, package):
    catalogue.publish(package())
    draft_package(catalogue.folder, package("1.0.1"), catalogue.people.kari, utc_now())
    publish_unchecked(catalogue, "no.bergen.brann", catalogue.folder.draft("no.bergen.brann"))

    opened = catalogue.open(store)

    assert opened.offers == []
    assert [error.code for error in opened.refused] == ["catalogue_unsigned"]


def test_one_who_may_not_sign_for_a_namespace_cannot_draft_there(catalogue, package, new_key):
    voss = package(id="no.voss.brann/mop-up")
    admit(
        catalogue.folder,
        "no.voss.brann",
        [new_key().public_key, new_key().public_key],
        catalogue.people.keeper,
        utc_now(),
    )

    with pytest.raises(KeyFileError) as caught:
        draft_package(catalogue.folder, voss, catalogue.people.kari, utc_now())

    assert caught.value.code == "key_not_of_namespace"


def test_a_municipality_that_writes_into_another_s_namespace_is_not_listened_to(catalogue, store, package, new_key):
    catalogue.publish(package())
    voss = [new_key(), new_key()]
    admit(catalogue.folder, "no.voss.brann", [key.public_key for key in voss], catalogue.people.keeper, utc_now())
    data = package("2.0.0").packed()
    target = TargetFile.from_data(f"{MOP_UP}/2.0.0.vardepkg", data, ["sha256"])
    catalogue.folder.write_target(target, data)
    metadata = Metadata(Targets(expires=utc_now() + timedelta(days=9), targets={target.path: target}))
    for key in voss:
        metadata.sign(key, append=True)
    catalogue.folder.write_draft("no.voss.brann", metadata)

    kept_out = refresh(catalogue.folder, catalogue.people.keeper, utc_now())
    publish_unchecked(catalogue, "no.voss.brann", metadata)
    opened = catalogue.open(store)

    assert [error.code for _, error in kept_out.waiting] == ["catalogue_namespace"]
    assert [offer.version for offer in opened.offers] == ["1.0.0"]
    assert opened.newest(MOP_UP).version == "1.0.0"


def test_an_older_copy_is_refused_after_a_newer_was_seen(catalogue, store, package, tmp_path):
    catalogue.publish(package())
    shutil.copytree(catalogue.folder.path, tmp_path / "old")
    catalogue.publish(package("1.0.1"))
    catalogue.open(store)

    assert code_of(catalogue.open, store, address=tmp_path / "old") == "catalogue_rolled_back"


def test_a_copy_that_nobody_vouches_for_any_longer_is_refused(catalogue, store, package):
    catalogue.publish(package(), now=utc_now() - timedelta(days=31), days=30)

    assert code_of(catalogue.open, store) == "catalogue_expired"


def test_pieces_of_two_states_are_refused(catalogue, store, package):
    catalogue.publish(package())
    old = catalogue.folder.path / "metadata" / "1.no.bergen.brann.json"
    before = old.read_bytes()
    catalogue.publish(package("1.0.1"))
    (catalogue.folder.path / "metadata" / "2.no.bergen.brann.json").write_bytes(before)

    opened = catalogue.open(store)

    assert opened.offers == []
    assert [error.code for error in opened.refused] in (["catalogue_tampered"], ["catalogue_rolled_back"])


def test_a_catalogue_nobody_has_compared_is_refused_with_its_fingerprint(catalogue, store, package):
    catalogue.publish(package())

    with pytest.raises(CatalogueError) as unknown:
        catalogue.open(store, fingerprint="00" * 32)

    assert unknown.value.code == "catalogue_other_fingerprint"
    assert catalogue.fingerprint in str(unknown.value)
    assert store.catalogues() == []


def test_a_published_version_is_never_replaced(catalogue, package):
    catalogue.publish(package())

    assert code_of(catalogue.publish, package(maintainer="Somebody else")) == "package_not_newer"


def test_what_changes_the_flight_needs_a_new_major_version(catalogue, package):
    catalogue.publish(package())
    lower = package("1.1.0").template.content["safety"] | {"max_height_agl_m": 90}

    assert code_of(catalogue.publish, package("1.1.0", safety=lower)) == "package_needs_major"

    assert catalogue.publish(package("2.0.0", safety=lower)).published == ("no.bergen.brann",)


def test_a_withdrawn_version_cannot_be_chosen_and_says_why(catalogue, store, package):
    catalogue.publish(package())
    opened = catalogue.open(store)
    store.install(opened.package(opened.newest(MOP_UP)), catalogue.fingerprint, utc_now())
    assert store.choose(MOP_UP).version == "1.0.0"

    draft_withdrawal(catalogue.folder, MOP_UP, "1.0.0", "Too low over trees.", "", catalogue.people.ola, utc_now())
    sign_draft(catalogue.folder, "no.bergen.brann", catalogue.people.kari)
    refresh(catalogue.folder, catalogue.people.keeper, utc_now())
    reopened = catalogue.open(store)

    assert reopened.newest(MOP_UP) is None
    with pytest.raises(StoreError, match="Too low over trees"):
        store.choose("mop-up")
    assert MOP_UP not in {template.id for template in store.choosable()}


def test_a_package_that_the_station_kept_and_somebody_changed_is_not_used(catalogue, store, package):
    catalogue.publish(package())
    opened = catalogue.open(store)
    store.install(opened.package(opened.offers[0]), catalogue.fingerprint, utc_now())
    [file] = (store.folder / "packages").iterdir()
    file.write_bytes(file.read_bytes() + b" ")

    assert code_of(store.named, MOP_UP) == "store_damaged"
    assert MOP_UP not in {template.id for template in store.choosable()}
    assert store.named("thermal-area-search").id == "no.bergen.brann/thermal-area-search"


def test_a_package_of_another_name_is_refused(catalogue, package):
    data = package().packed()
    target = TargetFile.from_data(f"{MOP_UP}/9.0.0.vardepkg", data, ["sha256"])
    catalogue.folder.write_target(target, data)
    metadata = Metadata(Targets(expires=utc_now() + timedelta(days=9), targets={target.path: target}))
    for key in (catalogue.people.kari, catalogue.people.ola):
        metadata.sign(key, append=True)
    catalogue.folder.write_draft("no.bergen.brann", metadata)

    done = refresh(catalogue.folder, catalogue.people.keeper, utc_now())

    assert [(name, type(error), error.code) for name, error in done.waiting] == [
        ("no.bergen.brann", PackageError, "package_misnamed")
    ]
