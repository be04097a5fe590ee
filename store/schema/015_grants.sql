-- What users may do with collections that are not theirs (RFC 3744). An owner's rights are not written down.
CREATE TABLE grants (
  shop TEXT NOT NULL,
  collection TEXT NOT NULL,
  grantee TEXT NOT NULL,       -- user:NAME, role:NAME, or authenticated
  privileges BIGINT NOT NULL,  -- the bits of caldav/privileges.hpp
  PRIMARY KEY (shop, collection, grantee),
  FOREIGN KEY (shop, collection) REFERENCES collections (shop, id)
) /* WITHOUT ROWID */;
