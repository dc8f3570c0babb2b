using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Dashboard.Shell;

namespace Orchestrator.Dashboard;

/// <summary>Sign-in and sign-out: plain forms, so that they work before any script runs.</summary>
internal static class SignInEndpoints
{
    private static readonly TimeSpan DelayAfterWrongKey = TimeSpan.FromMilliseconds(300);

    public static void MapSignIn(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(SignInGate.SignInPath, ([FromQuery(Name = "return")] string? back) => Page(back, wrongKey: false));
        endpoints.MapPost(SignInGate.SignInPath, SignInAsync);
        endpoints.MapPost("/sign-out", SignOut);
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, [FromForm] string? key, [FromForm(Name = "return")] string? back, DashboardOptions options, SignInTickets tickets, TimeProvider time)
    {
        if (key is { Length: > 0 and <= 512 } && options.AccountOf(key) is { } account)
        {
            tickets.Write(context, account);
            return Results.LocalRedirect(Local(back));
        }
        await Task.Delay(DelayAfterWrongKey, time, context.RequestAborted);
        return Page(back, wrongKey: true);
    }

    // Reads the form although it needs nothing of it: that is what makes the antiforgery check run.
    private static RedirectHttpResult SignOut(HttpContext context, [FromForm] string? reason)
    {
        _ = reason;
        SignInTickets.Delete(context);
        return TypedResults.Redirect(SignInGate.SignInPath);
    }

    private static RazorComponentResult<SignInPage> Page(string? back, bool wrongKey) =>
        new(new { Back = Local(back), WrongKey = wrongKey }) { StatusCode = wrongKey ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK };

    private static string Local(string? back) =>
        back is ['/', ..] && !back.StartsWith("//", StringComparison.Ordinal) && !back.StartsWith("/\\", StringComparison.Ordinal) ? back : "/";
}
