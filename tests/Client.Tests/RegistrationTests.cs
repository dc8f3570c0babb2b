using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orchestrator.Client.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void With_an_address_the_clients_go_over_http()
    {
        using var provider = Services(options => (options.BaseAddress, options.ApiKey) = (new Uri("http://server.test:8000"), "key"));

        Assert.Equal(new Uri("http://server.test:8000/"), ((ChatClientMetadata)provider.GetRequiredService<IChatClient>().GetService(typeof(ChatClientMetadata))!).ProviderUri);
        Assert.IsType<OrchestratorEmbeddingGenerator>(provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>());
    }

    [Fact]
    public void Both_clients_share_one_connection()
    {
        using var provider = Services(options => (options.BaseAddress, options.ApiKey) = (new Uri("http://server.test:8000"), "key"));

        Assert.Same(
            provider.GetRequiredService<IChatClient>().GetService(typeof(OrchestratorConnection)),
            provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().GetService(typeof(OrchestratorConnection)));
    }

    [Theory]
    [InlineData("http://server.test", null, "ApiKey")]
    [InlineData("ftp://server.test", "key", "BaseAddress")]
    [InlineData("server", "key", "BaseAddress")]
    public void What_cannot_work_is_told_by_name(string address, string? key, string named)
    {
        using var provider = Services(options => (options.BaseAddress, options.ApiKey) = (new Uri(address, UriKind.RelativeOrAbsolute), key));

        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IChatClient>());

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(Action<OrchestratorClientOptions> configure) => new ServiceCollection().AddOrchestratorClient(configure).BuildServiceProvider();
}
