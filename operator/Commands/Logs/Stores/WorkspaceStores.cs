using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Sources;

namespace K8sRouter.Operator.Commands.Logs.Stores;

/// <summary>The stores of one workspace, as its sidecars are told.</summary>
/// <param name="result">What the workspace compiles to.</param>
/// <param name="credential">Used in place of the workspace's own; null: those are.</param>
internal sealed class WorkspaceStores(CompilationResult result, string? credential)
{
    private readonly RouterConfig _config = result.Config;

    public WorkspaceIdentity Identity => _config.Workspace;

    /// <summary>Compiles the resources and finds the workspace among them.</summary>
    /// <exception cref="CommandException">The resources are refused, or there is no such workspace.</exception>
    public static WorkspaceStores Find(
        string resources, string operatorNamespace, string workspace, string? credential, Terminal terminal)
    {
        var update = new DirectorySource(resources, TimeSpan.Zero, terminal.Time).Read();
        if (update.Resources is null)
        {
            new ProblemPrinter(terminal.Errors).Print(update.Problems);
            throw CommandException.Problem("the store of a workspace can't be known: the resources are refused.");
        }
        var inputs = CompilationInputs.Of(update.Resources, operatorNamespace, terminal.Time.GetUtcNow());
        var found = inputs.FirstOrDefault(input => input.Workspace.Name == workspace) ?? throw CommandException.Problem(
            $"there is no workspace '{workspace}'. "
            + NearNames.Sentence(workspace, inputs.Select(input => input.Workspace.Name)));
        return new WorkspaceStores(WorkspaceCompiler.Compile(found), credential);
    }

    /// <summary>The store by its name on the command line.</summary>
    /// <exception cref="CommandException">The workspace has none.</exception>
    public StorePlace Named(string from) => from switch
    {
        StoreOptions.Records => Place(_config.Store) ?? throw OwnFolder("records"),
        StoreOptions.Logging => Place(LoggingStore) ?? throw OwnFolder("logged content"),
        _ => Place(DataUseStore) ?? throw CommandException.Problem(
            $"workspace {Identity.Name} has no store of content that the platform may use: spec.dataUse is off or names none."),
    };

    /// <summary>Every bucket of the workspace, once.</summary>
    /// <exception cref="CommandException">It has none.</exception>
    public IReadOnlyList<StorePlace> All() => Places.Count > 0 ? Places : throw OwnFolder("records");

    /// <summary>Where records that lie in a place have their content, the place itself included.</summary>
    public IReadOnlyList<StorePlace> ReachedFrom(StorePlace place) =>
    [
        place,
        .. Places.Where(other => IsSame(place.Bucket!, _config.Store) && IsSame(other.Bucket!, LoggingStore)
            && !IsSame(other.Bucket!, place.Bucket)),
    ];

    /// <summary>The others.</summary>
    public IReadOnlyList<StorePlace> UnreachedFrom(StorePlace place) =>
        [.. Places.Where(other => ReachedFrom(place).All(reached => !IsSame(other.Bucket!, reached.Bucket)))];

    /// <summary>A bucket that rows name; null: the workspace has no such bucket (any more).</summary>
    public StoreSettings? SettingsOf(string bucket) =>
        new[] { LoggingStore, _config.Store, DataUseStore }.FirstOrDefault(store => store?.Bucket == bucket);

    /// <summary>Its credential; null: the workspace has no such bucket, or none for it.</summary>
    public string? CredentialOf(string bucket) => Credential(SettingsOf(bucket));

    private IReadOnlyList<StorePlace> Places =>
        [.. new[] { _config.Store, LoggingStore, DataUseStore }.Select(Place).OfType<StorePlace>()
            .DistinctBy(place => (place.Bucket!.Bucket, place.Prefix))];

    private StoreSettings? DataUseStore => _config.DataUse.Enabled ? _config.DataUse.Store : null;

    private StoreSettings? LoggingStore => _config.InputOutputLogging.Store ?? _config.Store;

    private StorePlace? Place(StoreSettings? store)
    {
        if (store is null)
            return null;
        var logging = IsSame(store, LoggingStore) && _config.InputOutputLogging.Enabled;
        var dataUse = IsSame(store, DataUseStore);
        string[] holds =
        [
            .. IsSame(store, _config.Store) ? ["records"] : Array.Empty<string>(),
            .. logging ? ["logged content"] : Array.Empty<string>(),
            .. dataUse ? ["content that the platform may use"] : Array.Empty<string>(),
        ];
        return new StorePlace
        {
            Bucket = store,
            Prefix = store.Prefix,
            Credential = Credential(store),
            Holds = holds.Length == 0 ? "nothing yet: logging is off" : string.Join(" and ", holds),
            IsDeclared = true,
            HoldsRecords = dataUse || IsSame(store, _config.Store),
            HoldsContent = logging || dataUse,
            RetentionDays = logging ? _config.InputOutputLogging.RetentionDays : null,
        };
    }

    private static bool IsSame(StoreSettings store, StoreSettings? other) =>
        other is not null && store.Bucket == other.Bucket && store.Prefix == other.Prefix;

    private string? Credential(StoreSettings? store) =>
        credential is not null ? credential
        : store?.CredentialFile is { } file ? result.CredentialFiles.GetValueOrDefault(file)
        : null;

    private CommandException OwnFolder(string what) => CommandException.Problem(
        $"workspace {Identity.Name} has no bucket: its {what} lie in each sidecar's own folder. Name that folder by --store, "
        + "or a bucket in spec.store of its WorkspacePrivacyPolicy.");
}
