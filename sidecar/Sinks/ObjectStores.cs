using K8sRouter.Core.Configuration;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// The stores that a configuration names, each opened once and again where its settings or its credential changed, so that all
/// sinks share its pace. Thread-safe.
/// </summary>
/// <param name="open">Opens a bucket with its credential; null: the pod's own identity.</param>
/// <param name="folder">The sidecar's own folder.</param>
/// <param name="logger">Says that the folder is in clear.</param>
internal sealed class ObjectStores(Func<StoreSettings, string?, IObjectStore> open, IObjectStore folder, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<StoreSettings, (string? Credential, IObjectStore Store)> _opened = [];
    private bool _folderNoted;

    /// <summary>Says once in the log that the sidecar's own folder is used, and that it is in clear.</summary>
    public void NoteFolder()
    {
        if (!Interlocked.Exchange(ref _folderNoted, true))
            Log.FolderStoreIsInClear(logger, folder.Place);
    }

    /// <summary>The store of some settings; null: the sidecar's own folder.</summary>
    /// <exception cref="ObjectStoreException">Its credential isn't there.</exception>
    public IObjectStore Find(StoreSettings? settings, Credentials credentials)
    {
        if (settings is null)
            return folder;
        string? credential = CredentialOf(settings, credentials);
        lock (_lock)
        {
            if (_opened.TryGetValue(settings, out var known) && known.Credential == credential)
                return known.Store;
            var store = open(settings, credential);
            _opened[settings] = (credential, store);
            return store;
        }
    }

    private static string? CredentialOf(StoreSettings settings, Credentials credentials)
    {
        if (settings.CredentialFile is not { } file)
            return null;
        return credentials.TryGet(file, out string? credential)
            ? credential
            : throw new ObjectStoreException(
                StoreFault.Forbidden,
                $"gs://{settings.Bucket}: the configuration's volume has no file {file} with the store's credential; "
                + "see whether the operator could read the Secret that the policy names.");
    }
}
