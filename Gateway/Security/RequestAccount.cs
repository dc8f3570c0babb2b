namespace Orchestrator.Gateway;

/// <summary>The account a request was authenticated as.</summary>
internal static class RequestAccount
{
    /// <summary>Its name.</summary>
    public static string Of(HttpContext context) => Current(context).Name;

    public static Account Current(HttpContext context) =>
        context.Features.Get<Account>() ?? throw new InvalidOperationException("The request was not authenticated: UseGateway is missing.");

    /// <summary>The account whose tasks alone the request may see; null when it may see everybody's.</summary>
    public static string? Scope(HttpContext context) => Current(context) is { Role: AccountRole.Submit, Name: var name } ? name : null;
}
