namespace Orchestrator.Gateway.Tests;

/// <summary>Accounts for tests.</summary>
internal static class Accounts
{
    /// <summary>One account of each role; its name and its key are the role's name.</summary>
    public static AccountSet OfEveryRole { get; } = new([.. Enum.GetValues<AccountRole>().Select(Of)]);

    public static Account Of(AccountRole role) => Named(WireNames.Of(role)) with { Role = role };

    /// <summary>An account that may do everything; its key is its name.</summary>
    public static Account Named(string name) => ApiKey.FromSecret(name).ToAccount() with { Name = name };

    /// <summary>Sends a request with the key of the role.</summary>
    public static async Task<HttpResponseMessage> Send(GatewayHost host, AccountRole role, string method, string path, string? body = null)
    {
        using HttpClient client = host.NewClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("X-API-Key", WireNames.Of(role));
        if (method is "POST" or "PUT")
            request.Content = new StringContent(body ?? "{}", System.Text.Encoding.UTF8, "application/json");
        return await client.SendAsync(request);
    }
}
