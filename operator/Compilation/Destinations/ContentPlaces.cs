using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;

namespace K8sRouter.Operator.Compilation.Destinations;

/// <summary>Tells destinations that get a reference in place of content where the workspace's logged content is kept.</summary>
internal static class ContentPlaces
{
    public static RouterConfig Apply(RouterConfig config)
    {
        if ((config.InputOutputLogging.Store ?? config.Store) is not { } store)
            return config;
        var place = $"gs://{store.Bucket}" + (store.Prefix.Length == 0 ? "" : "/" + store.Prefix);
        return config with
        {
            Broadcast = config.Broadcast with
            {
                Destinations =
                [
                    .. config.Broadcast.Destinations.Select(destination => destination.ContentMode == ContentModes.Reference
                        ? destination with { ContentPlace = place }
                        : destination),
                ],
            },
        };
    }
}
