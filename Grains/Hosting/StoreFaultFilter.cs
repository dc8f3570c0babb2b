using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>What a database driver throws means nothing to a caller in another process, and may not even travel there: only its one clear line does.</summary>
internal sealed class StoreFaultFilter : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        var call = context.Invoke();
        return call.IsCompletedSuccessfully ? call : TranslatedAsync(call);
    }

    private static async Task TranslatedAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (StoreException exception)
        {
            throw new UnavailableException(exception.Message);
        }
    }
}
