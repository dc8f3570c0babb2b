using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Orchestrator.Dashboard.Tests;

/// <summary>The cookie that stands for a sign-in.</summary>
public sealed class SignInTicketTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly EphemeralDataProtectionProvider _protection = new();

    [Fact]
    public void A_ticket_names_its_account_until_it_ends()
    {
        var tickets = Tickets();
        var request = Signed(tickets, "ada");
        Assert.Equal("ada", tickets.AccountOf(request));
        _time.Advance(TimeSpan.FromHours(12));
        Assert.Null(tickets.AccountOf(request));
    }

    [Fact]
    public void The_cookie_is_kept_from_scripts_and_other_sites()
    {
        var context = new DefaultHttpContext();
        Tickets().Write(context, "ada");
        var cookie = context.Response.Headers.SetCookie.ToString();
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("ada", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public void Over_HTTPS_the_cookie_is_for_HTTPS_only()
    {
        var context = new DefaultHttpContext { Request = { Scheme = "https" } };
        Tickets().Write(context, "ada");
        Assert.Contains("secure", context.Response.Headers.SetCookie.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_cookie_that_was_made_up_is_no_ticket(string value)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = $"orchestrator_dashboard={value}";
        Assert.Null(Tickets().AccountOf(context.Request));
    }

    [Fact]
    public void A_ticket_of_another_server_is_none()
    {
        var foreign = new SignInTickets(new EphemeralDataProtectionProvider(), new DashboardOptions(), _time);
        Assert.Null(Tickets().AccountOf(Signed(foreign, "ada")));
    }

    private SignInTickets Tickets() => new(_protection, new DashboardOptions(), _time);

    private static HttpRequest Signed(SignInTickets tickets, string account)
    {
        var answer = new DefaultHttpContext();
        tickets.Write(answer, account);
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = answer.Response.Headers.SetCookie.ToString().Split(';')[0];
        return context.Request;
    }
}
