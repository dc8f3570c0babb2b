using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Orchestrator.Dashboard;

/// <summary>Who a request comes from: a protected cookie with the account's name and an end, never the key.</summary>
internal sealed class SignInTickets(IDataProtectionProvider protection, DashboardOptions options, TimeProvider time)
{
    private const string CookieName = "orchestrator_dashboard";
    private readonly IDataProtector _protector = protection.CreateProtector("Orchestrator.Dashboard.SignIn");

    /// <summary>The account that signed in, or null.</summary>
    public string? AccountOf(HttpRequest request)
    {
        if (!request.Cookies.TryGetValue(CookieName, out var cookie)) return null;
        try
        {
            var parts = _protector.Unprotect(cookie).Split('\n', 2);
            var ends = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture));
            return ends > time.GetUtcNow() ? parts[1] : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    public void Write(HttpContext context, string account)
    {
        var ends = time.GetUtcNow() + options.SignInLifetime;
        context.Response.Cookies.Append(CookieName, _protector.Protect(FormattableString.Invariant($"{ends.ToUnixTimeSeconds()}\n{account}")), Cookie(context, ends));
    }

    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(CookieName, Cookie(context, null));

    private static CookieOptions Cookie(HttpContext context, DateTimeOffset? ends) => new()
    {
        HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", Expires = ends,
    };
}
