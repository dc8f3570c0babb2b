namespace Orchestrator.Telemetry.Tests.Deploy;

public sealed class AlertsTests
{
    [Theory]
    [InlineData("check rules alerts.yml")]
    [InlineData("test rules alerts.test.yml")]
    [InlineData("check config --syntax-only prometheus.yml")]
    public async Task Promtool_passes(string arguments)
    {
        var (code, output) = await Promtool.Run(arguments.Split(' '), Path.Combine(Repository.Deploy, "prometheus"));

        Assert.True(code == 0, output);
    }
}
