using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.TestServers;

/// <summary>A Redis server of the tests' own, in memory, on a free port.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly string? Program = ServerProgram.Find("redis-server", "/usr/bin", "/usr/local/bin");
    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    /// <summary>Why the server cannot be started on this machine; null when it can.</summary>
    public static string? Missing => Program is null ? "Redis is not installed (apt-get install redis-server)" : null;

    public int Port { get; } = FreePort.Next();

    /// <summary>For StackExchange.Redis.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>The same as a URL.</summary>
    public string Url => Password is null ? $"redis://{ConnectionString}" : $"redis://:{Uri.EscapeDataString(Password)}@{ConnectionString}";

    /// <summary>What clients must say first; null for nothing.</summary>
    public string? Password { get; private init; }

    public static async Task<RedisServer> StartAsync(string? password = null)
    {
        var server = new RedisServer { Password = password };
        await server.ResumeAsync();
        return server;
    }

    /// <summary>Starts the server, again after <see cref="StopAsync"/> with what it held then, and waits until it answers.</summary>
    public async Task ResumeAsync()
    {
        _process = ServerProgram.Start(
            Program!,
            [
                "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder.Path,
                "--appendonly", "yes", "--save", "", "--logfile", _folder.File("redis.log"), "--daemonize", "no",
                .. Password is null ? [] : (string[])["--requirepass", Password],
            ]);
        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
                throw new InvalidOperationException($"redis-server did not start: {await File.ReadAllTextAsync(_folder.File("redis.log"))}");
            await Task.Delay(20);
        }
    }

    public async Task StopAsync()
    {
        if (_process is not { HasExited: false } process)
            return;
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[5];
            await stream.ReadExactlyAsync(answer);
            return answer.AsSpan().SequenceEqual(Password is null ? "+PONG"u8 : "-NOAU"u8);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return false;
        }
    }
}
