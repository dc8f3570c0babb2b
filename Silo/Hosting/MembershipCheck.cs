using Orchestrator.Gateway;
using StackExchange.Redis;

namespace Orchestrator.Silo;

/// <summary>Whether the Redis that holds the cluster's membership answers. Without it the cluster goes on, but nobody can join and no silo can be declared dead.</summary>
internal sealed class MembershipCheck(ConfigurationOptions redis) : IReadinessCheck, IAsyncDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>> _connection = new(() => ConnectAsync(redis));

    public string Name => "membership";

    public async Task<string?> CheckAsync()
    {
        try
        {
            await (await _connection.Value).GetDatabase().PingAsync();
            return null;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return "Redis does not answer";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection.IsValueCreated)
            await (await _connection.Value).DisposeAsync();
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions redis)
    {
        // A check that starts while Redis is away must see it come back.
        redis.AbortOnConnectFail = false;
        redis.BacklogPolicy = BacklogPolicy.FailFast;
        return await ConnectionMultiplexer.ConnectAsync(redis);
    }
}
