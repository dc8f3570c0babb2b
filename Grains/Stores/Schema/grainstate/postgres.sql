-- What the ADO.NET grain storage of Orleans reads and writes: a table of its own choosing, and the statements by the keys it asks for.
-- A write that names a version which is not the stored one answers with the version it was given, which the provider takes for a conflict.

CREATE TABLE IF NOT EXISTS OrleansQuery (
    QueryKey  varchar(64) PRIMARY KEY,
    QueryText text        NOT NULL
);

CREATE TABLE IF NOT EXISTS OrleansStorage (
    ServiceId              varchar(150) NOT NULL,
    GrainTypeString        varchar(512) NOT NULL,
    GrainIdN0              bigint       NOT NULL,
    GrainIdN1              bigint       NOT NULL,
    GrainIdExtensionString varchar(512),
    GrainIdHash            integer      NOT NULL,
    GrainTypeHash          integer      NOT NULL,
    PayloadBinary          bytea,
    ModifiedOn             timestamptz  NOT NULL DEFAULT now(),
    Version                integer      NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS ix_orleans_storage
    ON OrleansStorage (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, ServiceId, GrainTypeString, COALESCE(GrainIdExtensionString, ''));

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', $query$
    SELECT PayloadBinary, Version FROM OrleansStorage
    WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
        AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
        AND COALESCE(GrainIdExtensionString, '') = COALESCE(@GrainIdExtensionString::text, '')
$query$),
('WriteToStorageKey', $query$
    WITH changed AS (
        UPDATE OrleansStorage SET PayloadBinary = @PayloadBinary::bytea, ModifiedOn = now(), Version = Version + 1
        WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
            AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
            AND COALESCE(GrainIdExtensionString, '') = COALESCE(@GrainIdExtensionString::text, '')
            AND Version = @GrainStateVersion::integer
        RETURNING Version
    ), added AS (
        INSERT INTO OrleansStorage (ServiceId, GrainTypeString, GrainIdN0, GrainIdN1, GrainIdExtensionString, GrainIdHash, GrainTypeHash, PayloadBinary, Version)
        SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, @GrainIdExtensionString::text, @GrainIdHash, @GrainTypeHash, @PayloadBinary::bytea, 1
        WHERE @GrainStateVersion::integer IS NULL
        ON CONFLICT DO NOTHING RETURNING Version
    )
    SELECT COALESCE((SELECT Version FROM changed), (SELECT Version FROM added), @GrainStateVersion::integer) AS NewGrainStateVersion
$query$),
('ClearStorageKey', $query$
    WITH cleared AS (
        UPDATE OrleansStorage SET PayloadBinary = NULL, ModifiedOn = now(), Version = Version + 1
        WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
            AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
            AND COALESCE(GrainIdExtensionString, '') = COALESCE(@GrainIdExtensionString::text, '')
            AND Version = @GrainStateVersion::integer
        RETURNING Version
    )
    SELECT COALESCE((SELECT Version FROM cleared), @GrainStateVersion::integer) AS NewGrainStateVersion
$query$),
('DeleteStorageKey', $query$
    WITH deleted AS (
        DELETE FROM OrleansStorage
        WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
            AND ServiceId = @ServiceId AND GrainTypeString = @GrainTypeString
            AND COALESCE(GrainIdExtensionString, '') = COALESCE(@GrainIdExtensionString::text, '')
            AND Version = @GrainStateVersion::integer
        RETURNING Version
    )
    SELECT COALESCE((SELECT Version + 1 FROM deleted), @GrainStateVersion::integer) AS NewGrainStateVersion
$query$)
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText;
