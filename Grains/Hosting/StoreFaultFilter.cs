using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>What a database driver throws means nothing to a caller in another process, and may not even travel there: only its one clear line does.</summary>
internal sealed class StoreFaultFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (StoreException exception)
        {
            throw new UnavailableException(exception.Message);
        }
    }
}
