namespace Orchestrator.Cluster.Tests;

/// <summary>All tests share one Redis and one PostgreSQL, and run one after the other: each is a cluster of several processes.</summary>
[CollectionDefinition(nameof(ClusterServers))]
public sealed class ClusterCollection : ICollectionFixture<ClusterServers>;

/// <summary>Redis and PostgreSQL. A test that stops one of them starts it again.</summary>
public sealed class ClusterServers : IAsyncLifetime
{
    public RedisServer Redis { get; private set; } = null!;

    public PostgresServer Postgres { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if ((RedisServer.Missing ?? PostgresServer.Missing) is { } missing)
        {
            Assert.SkipUnless(Requirement.AllRequired, missing);
            Assert.Fail(missing);
        }

        Redis = await RedisServer.StartAsync();
        Postgres = await PostgresServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Redis is not null)
            await Redis.DisposeAsync();
        if (Postgres is not null)
            await Postgres.DisposeAsync();
    }
}
