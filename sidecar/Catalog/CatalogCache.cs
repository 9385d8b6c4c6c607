using System.Runtime.CompilerServices;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Catalog;

/// <summary>
/// The bytes of the unfiltered lists, made once per configuration: clients fetch them at every start. They are made anew when
/// the facts of an endpoint age out, and go with the configuration they belong to.
/// </summary>
internal sealed class CatalogCache
{
    private readonly ConditionalWeakTable<ActiveConfiguration, Lists> _lists = [];

    public ReadOnlyMemory<byte> Models(ActiveConfiguration configuration, DateTimeOffset now) => Get(configuration, now).Models;

    public ReadOnlyMemory<byte> Providers(ActiveConfiguration configuration, DateTimeOffset now) =>
        Get(configuration, now).Providers;

    private Lists Get(ActiveConfiguration configuration, DateTimeOffset now)
    {
        if (_lists.TryGetValue(configuration, out var known) && known.From <= now && now < known.Until)
            return known;
        var made = Lists.Make(configuration, now);
        _lists.AddOrUpdate(configuration, made);
        return made;
    }

    private sealed record Lists(DateTimeOffset From, DateTimeOffset Until, byte[] Models, byte[] Providers)
    {
        public static Lists Make(ActiveConfiguration configuration, DateTimeOffset now)
        {
            var view = new CatalogView(configuration, now);
            var until = configuration.Config.Endpoints.Where(e => e.AllowedUntil > now).Min(e => e.AllowedUntil)
                ?? DateTimeOffset.MaxValue;
            CatalogModel[] models = [.. view.Models()];
            return new Lists(
                now, until,
                JsonAnswer.Render(models, static (json, all) => CatalogWriter.WriteModels(json, all, all.Length, next: null)),
                JsonAnswer.Render(view, CatalogWriter.WriteProviders));
        }
    }
}
