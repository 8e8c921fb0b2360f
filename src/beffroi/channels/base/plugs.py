from beffroi.commons.privacy.types import not_personal

not_personal("base.Account.address", "where the town itself is found on a network")
