using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.Silo.Tests.Security;

/// <summary>A connection on which anything can be said, HTTP or not.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private readonly TcpClient _client = new();
    private NetworkStream _stream = null!;

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(IPAddress.Loopback, port);
        connection._stream = connection._client.GetStream();
        return connection;
    }

    /// <summary>Says something and gives all that is answered until the server ends the connection.</summary>
    public static async Task<string> AskAsync(int port, string said)
    {
        using var connection = await OpenAsync(port);
        await connection.SayAsync(said);
        return await connection.UntilEndAsync();
    }

    /// <summary>Latin-1, so that a test can say any byte. False once the server has ended the connection.</summary>
    public async Task<bool> SayAsync(string said)
    {
        try
        {
            await _stream.WriteAsync(Encoding.Latin1.GetBytes(said));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>What the server says until it ends the connection.</summary>
    public async Task<string> UntilEndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(buffer, limit.Token) is > 0 and var count)
                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // Reset by the server: an end as well.
        }

        return answer.ToString();
    }

    public void Dispose() => _client.Dispose();
}
