## What the exchange of templates refuses: `problem-` and the code. Arguments are the error's details.

problem-package-invalid = The package { $file } cannot be used: { $place } { $reason }. Repair it, or ask for it again.
problem-package-case-failed = { $name } does not keep what it promises itself: { $reason }. Repair the template or its case.
problem-package-unknown = { $name } is not published in that version. See `varde template list`.
problem-package-missing = { $name } is missing in the catalogue. Copy the catalogue again.
problem-package-tampered = { $name } was changed after it was signed and is not used. Ask for it again.
problem-package-misnamed = { $name } is not what its name says. Tell its publisher.
problem-package-replaced = { $name } is published and cannot be replaced. Give the change another version.
problem-package-not-newer = { $name }: the version must be higher than the published one ({ $reason }).
problem-package-needs-major = { $name } does something else than before without saying so ({ $reason }). Raise the first number of its version.
problem-catalogue-exists = There is a catalogue in { $name } already. Choose another folder.
problem-catalogue-missing = There is no catalogue in { $name }. Make one with `varde template catalogue new`.
problem-catalogue-keys-changed = What { $name } has published was not signed with its present keys. Look at all of it and sign it again: `varde template renew { $name }`.
problem-catalogue-namespace-form = { $name } is no namespace. Write it like no.bergen.brann.
problem-catalogue-too-few-signers = Two people must be able to sign for { $name }. Give --signer at least twice, with different keys.
problem-catalogue-broken = { $name } is not a whole catalogue. Check the address, or copy the catalogue again.
problem-catalogue-unsigned = { $name } has too few valid signatures and is not used. Two of those who answer for its templates must have signed. Ask its publisher for the missing signature.
problem-catalogue-draft-outdated = The draft of { $name } does not follow what is published now. Make it again on a fresh copy of the catalogue.
problem-catalogue-not-keeper = This key does not look after the catalogue { $name }. Use its keeper’s key.
problem-catalogue-no-draft = { $name } has nothing to sign. Publish or withdraw something first.
problem-catalogue-namespace = { $name } lies outside its publisher’s own namespace and is not used. Publish it under your own name.
problem-catalogue-namespace-unknown = The catalogue has no namespace { $name }. Ask its keeper to admit you: `varde template catalogue admit`.
problem-catalogue-unwritable = { $file } cannot be written ({ $reason }). Give a folder that may be written to.
problem-catalogue-expired = The catalogue { $name } is too old: its keeper vouches for it no longer. Ask for a fresh copy. Templates already pulled can be used on.
problem-catalogue-rolled-back = The catalogue { $name } is older than what this station has seen, or put together from different states. It is not used. Take the newer copy.
problem-catalogue-tampered = { $name }: a file is not the one that was signed and is not used. Copy it again, and tell the catalogue’s keeper if it stays so.
problem-catalogue-unreachable = { $name } cannot be read. Check the address, the network or the stick.
problem-catalogue-other-fingerprint = The catalogue at { $name } has the fingerprint { $fingerprint }, not the one given. Do not use it. Ask its keeper.
problem-catalogue-untrusted = Nobody here has decided to trust the catalogue at { $name } yet. Its fingerprint is { $fingerprint }. Compare it with the one its keeper gave you, on the telephone say, and give it with --fingerprint.
problem-key-name = { $name } is no name for a key. Use small letters, digits, dots and dashes.
problem-key-password-short = The password of the key { $name } is too short. Use at least twelve characters.
problem-key-exists = There is a key { $name } already. Choose another name or another folder.
problem-key-unwritable = The key { $name } cannot be kept. Choose another folder.
problem-key-unreadable = { $name } cannot be read as a key. Give a file that `varde template key new` has made.
problem-key-password = The key { $name } does not open. Give the password that it was made with.
problem-key-twice = The keys { $name } are not all different. Every person signs with one of their own.
problem-key-not-of-namespace = This key may not sign for { $name }. Sign with a key that the catalogue’s keeper has admitted for it.
problem-override-form = { $name } is no change of one’s own. Write for example safety/max_height_agl_m=100.
problem-override-misfit = The station’s own value for { $place } does not fit { $name }. Set another value, or remove it: `varde template unset`.
problem-override-loosens = { $place }={ $value } is laxer than { $name } allows: its limit is { $limit }. Set a stricter value, or ask the publisher for another limit.
problem-store-withdrawn = { $name } { $version } was withdrawn: { $reason } Pull a newer version, or choose another template.
problem-store-withdrawn-replaced = { $name } { $version } was withdrawn: { $reason } Use { $replaced_by }.
problem-store-damaged = What the station kept of { $name } cannot be used ({ $reason }). Pull it again, or remove the file.
problem-store-unwritable = { $name } cannot be written ({ $reason }). Give a folder that may be written to.
problem-template-id-form = { $name } is no id of a template. Write your namespace and a name, like no.voss.brann/mop-up.
problem-template-folder-exists = There is a template in { $name } already. Choose another folder.

## What the commands for templates say

exchange-changed = { $place }: { $before } → { $after }
exchange-added = { $place }: new: { $after }
exchange-removed = { $place }: gone: { $before }
exchange-behaviour = ! { $line } (aircraft or crew do something else)
exchange-safety = !! Safety: { $text }
exchange-own = The station’s own value stays: { $place } = { $value } (the publisher’s: { $theirs })
exchange-same = No difference.
exchange-new = { $name } { $version }: new
exchange-update = { $name } { $before } → { $after }:
exchange-current = { $name } { $version }: already here
exchange-installed = { $name } { $version } is pulled.
exchange-confirm = Take this into use?
exchange-sign-confirm = Sign this?
exchange-withdrawn = { $name } { $version } was withdrawn: { $reason }
exchange-refused = Not used: { $reason }
exchange-stale = The catalogue { $name } was last checked { $days } days ago, and nobody vouches for it any longer. The templates here can be used on. Pull from a fresh copy.
exchange-signed = { $name }: { $count } of { $needed } signatures.
exchange-next-sign = One more must sign: varde template sign { $name } --catalogue FOLDER --key KEY
exchange-next-refresh = The catalogue’s keeper can publish it: varde template catalogue refresh FOLDER --key KEY
exchange-published = { $name } is published.
exchange-holds = { $name } { $version } holds (SHA-256 { $sha256 }).
exchange-root-until = The keeper’s keys must be renewed before { $until }: varde template catalogue keys FOLDER --key KEY --former KEY
exchange-waiting = { $name } waits: { $reason }
exchange-vouched = The catalogue counts until { $until }.
exchange-fingerprint = The catalogue’s fingerprint: { $fingerprint }. Give it to those who pull, on another way than the catalogue.
exchange-admitted = { $name } may publish with { $count } keys, two at a time.
exchange-key-made = Keep { $private } secret. Give { $public } to the keeper of the catalogue.
exchange-made = { $name } is made. Write the assessments in docs/, and check with `varde template validate { $name }`.
exchange-whole = { $name } { $version }: unchanged
exchange-valid = { $count } template(s) are valid.
exchange-own-kept = { $name }: { $count } values of the station’s own.
exchange-not-confirmed = Not taken into use. Read the differences above, and give --yes.
exchange-no-such = { $name } is not in the catalogue.
exchange-none-left = { $name } is withdrawn in all versions.
bad-template = The template cannot be used
    .detail = { $given }
    .remedy = Choose another template.
