using System.Collections.Concurrent;
using System.CommandLine;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Commands.Logs.Stores;

/// <summary>From the command line to the store: named by <c>--store</c>, or taken from a workspace.</summary>
internal sealed class StoreResolver(StoreOptions options, OperatorOptions operatorOptions, StoreOpener opener, Terminal terminal)
{
    /// <summary>The store, open.</summary>
    /// <exception cref="CommandException">None is named, or it can't be.</exception>
    public LogStore Open(ParseResult parsed)
    {
        var workspace = parsed.GetValue(options.Workspace);
        if (parsed.GetValue(options.Store) is { } store)
        {
            RefuseFrom(parsed);
            return Open(Named(parsed, store), workspace, null);
        }
        var stores = FromWorkspace(parsed);
        var from = From(parsed) ?? StoreOptions.Records;
        var place = stores.Named(from);
        if (from == StoreOptions.Logging && !place.HoldsRecords)
        {
            throw CommandException.Usage(
                "the store of logged content holds no records to go by: leave --from out, and content is read from there.");
        }
        return Open(place, stores.Identity.Name, stores);
    }

    /// <summary>The places, for commands about places themselves: all of a workspace where none is named.</summary>
    /// <exception cref="CommandException">None is named, or it can't be.</exception>
    public IReadOnlyList<StorePlace> Places(ParseResult parsed)
    {
        if (parsed.GetValue(options.Store) is { } store)
        {
            RefuseFrom(parsed);
            return [Named(parsed, store)];
        }
        var stores = FromWorkspace(parsed);
        return From(parsed) is { } from ? [stores.Named(from)] : stores.All();
    }

    private LogStore Open(StorePlace place, string? workspace, WorkspaceStores? stores)
    {
        var buckets = new ConcurrentDictionary<string, IObjectStore>(StringComparer.Ordinal);
        return new LogStore
        {
            Objects = opener.Open(place),
            Scope = new StoreScope { Prefix = place.Prefix, Workspace = workspace, WorkspaceId = stores?.Identity.Id },
            Buckets = bucket => buckets.GetOrAdd(bucket, name => opener.Open(
                stores?.SettingsOf(name) ?? new StoreSettings { Bucket = name }, stores?.CredentialOf(name) ?? place.Credential)),
            Place = place,
            Reached = stores?.ReachedFrom(place) ?? [place],
            Unreached = stores?.UnreachedFrom(place) ?? [],
        };
    }

    private StorePlace Named(ParseResult parsed, string store)
    {
        var address = StoreAddress.Parse(store);
        var flag = parsed.GetValue(options.Prefix);
        if (flag is not null && address.Prefix is not null)
            throw CommandException.Usage($"the prefix is given twice: '{address.Prefix}' in --store and '{flag}' in --prefix.");
        var prefix = address.Prefix ?? (flag is null ? "k8srouter" : StoreAddress.CheckedPrefix("--prefix", flag));
        return address.Bucket is { } bucket
            ? new StorePlace
            {
                Bucket = new StoreSettings { Bucket = bucket, Prefix = prefix },
                Credential = CredentialFile(parsed),
                Prefix = prefix,
                Holds = "records and content",
            }
            : new StorePlace
            {
                Folder = FolderPlace.Check(address.Folder!, prefix),
                Prefix = prefix,
                Holds = "records and content",
            };
    }

    private WorkspaceStores FromWorkspace(ParseResult parsed)
    {
        var (resources, workspace) = (parsed.GetValue(operatorOptions.Resources), parsed.GetValue(options.Workspace));
        if (resources is null || workspace is null)
        {
            throw CommandException.Usage(
                "no store is named: give --store gs://BUCKET or the path of a folder, or --resources DIR and --workspace "
                + "WORKSPACE to take a workspace's own.");
        }
        if (parsed.GetValue(options.Prefix) is not null)
            throw CommandException.Usage("--prefix goes with --store: a workspace's store has the prefix of its policy.");
        return WorkspaceStores.Find(
            resources, parsed.GetValue(operatorOptions.OperatorNamespace)!, workspace, CredentialFile(parsed), terminal);
    }

    private void RefuseFrom(ParseResult parsed)
    {
        if (From(parsed) is not null)
            throw CommandException.Usage("--from chooses among a workspace's stores: it goes with --resources, not --store.");
    }

    private string? From(ParseResult parsed)
    {
        string[] known = [StoreOptions.Records, StoreOptions.Logging, StoreOptions.DataUse];
        return parsed.GetValue(options.From) is not { } from || known.Contains(from, StringComparer.Ordinal)
            ? parsed.GetValue(options.From)
            : throw CommandException.Usage($"--from '{from}' isn't a store of a workspace. {NearNames.Sentence(from, known)}");
    }

    private string? CredentialFile(ParseResult parsed)
    {
        if (parsed.GetValue(options.Credentials) is not { } path)
            return null;
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Problem($"--credentials: the file {path} can't be read: {e.Message}");
        }
    }
}
