namespace Orchestrator.Gateway;

/// <summary>The account a request was authenticated as.</summary>
/// <param name="Name">Name of the account.</param>
internal sealed record RequestAccount(string Name)
{
    /// <summary>The account of an authenticated request.</summary>
    public static string Of(HttpContext context) =>
        context.Features.Get<RequestAccount>()?.Name ?? throw new InvalidOperationException("The request was not authenticated: UseGateway is missing.");
}
