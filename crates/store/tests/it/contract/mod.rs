//! One suite of tests over `dyn Store`. A case is an async function that takes a [`Fixture`]; [`store_contract`]
//! makes a test of each for one backend. A case that no list names is dead code, so none is forgotten.

pub(crate) mod accept;
pub(crate) mod accounts;
pub(crate) mod assertions;
pub(crate) mod audit;
pub(crate) mod backend;
pub(crate) mod codes;
pub(crate) mod directories;
pub(crate) mod fixture;
pub(crate) mod guesses;
pub(crate) mod hashes;
pub(crate) mod images;
pub(crate) mod imports;
pub(crate) mod keeping;
pub(crate) mod mails;
pub(crate) mod not_me;
pub(crate) mod notices;
pub(crate) mod offers;
pub(crate) mod outbox;
pub(crate) mod own_account;
pub(crate) mod prepare;
pub(crate) mod second_factors;
pub(crate) mod sessions;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod sweep;
pub(crate) mod templates;
pub(crate) mod tokens;
pub(crate) mod trials;
pub(crate) mod webhooks;
pub(crate) mod withdraw;

pub(crate) use fixture::Fixture;

/// Makes a test of every case. Takes the name of an `async fn() -> Fixture` that opens an empty store. `@list each` makes
/// a list of them instead: names, and functions that take a fixture.
macro_rules! store_contract {
    ($open:ident) => {
        crate::contract::store_contract! { @list tests $open }
    };
    (@list $what:ident $($open:ident)?) => {
        crate::contract::store_contract! { @$what $($open)?;
            accept:
                a_request_reaches_the_worker_as_it_was_accepted
                the_next_request_of_a_purpose_waits_for_the_cooldown
                without_limits_every_request_is_accepted
                requests_are_capped_per_purpose_and_refill
                mails_are_capped_over_all_purposes_but_resets
                whatever_the_limits_a_reset_waits_a_quarter_of_an_hour_at_most
                of_several_limits_the_longest_wait_counts
                a_suppressed_request_leaves_nothing_behind
                the_remaining_cooldown_is_what_a_request_would_meet
                the_mail_of_a_sign_up_can_be_sent_again_at_once
                of_a_thousand_parallel_requests_for_an_address_one_is_accepted
                parallel_requests_for_many_addresses_are_all_accepted;
            accounts:
                an_account_comes_back_as_it_was_added
                an_account_may_lack_password_name_and_locale
                nobody_is_found_where_nobody_is
                another_account_is_read_where_nobody_has_the_address
                an_account_whose_address_is_taken_is_left_out_and_the_others_are_not
                accounts_are_paged_in_the_order_of_their_addresses
                locking_raises_the_epoch_and_unlocking_does_not
                a_demanded_reset_leaves_sessions_alone
                the_sessions_links_and_codes_of_everybody_end_batch_by_batch
                a_deleted_account_takes_sessions_tokens_and_codes_along;
            imports:
                an_import_adds_what_is_missing_and_leaves_what_did_not_change
                an_import_changes_what_it_says_and_nothing_else
                an_import_that_says_no_status_opens_nothing_and_one_that_says_locations_sets_them
                a_lock_that_follows_an_operators_unlock_is_not_the_imports
                a_newer_hash_is_taken_and_voids_what_was_begun
                a_hash_that_a_sign_in_replaced_is_not_brought_back
                a_password_that_a_reset_set_is_kept_whatever_the_other_system_has
                a_password_that_its_owner_changed_is_kept_too
                an_account_without_a_password_gets_the_imported_one
                an_import_locks_and_opens_what_an_import_locked_alone
                an_address_follows_the_external_id
                an_address_that_its_owner_changed_is_kept_until_the_other_systems_changes
                what_is_verified_elsewhere_is_not_the_address_that_was_changed_here
                an_address_that_changed_before_the_first_import_is_kept_too
                an_account_without_an_external_id_is_found_by_the_address_it_came_with
                rows_that_would_mix_two_people_up_are_refused;
            backend:
                an_edit_changes_what_it_names_and_is_recorded
                another_address_ends_what_was_begun_under_the_old_one
                an_address_that_is_taken_changes_nothing
                the_address_before_is_told_that_there_is_another
                of_two_accounts_that_want_an_address_at_once_one_gets_it
                one_edit_ends_every_session_and_locks_hold
                an_account_is_deleted_by_its_id_once
                a_request_that_comes_twice_gets_the_first_answer_for_a_day
                a_request_without_an_answer_may_come_again
                of_many_requests_of_one_name_at_once_one_is_the_first;
            assertions:
                an_assertion_is_redeemed_once_of_a_hundred_parallel_tries
                an_assertion_is_good_for_its_minute
                an_assertion_ends_with_its_epoch_a_lock_and_a_demanded_reset
                a_token_of_another_purpose_is_no_assertion_and_stays_good
                an_assertion_is_minted_only_in_the_epoch_that_the_second_factor_was_shown_in;
            audit:
                records_are_read_once_they_are_sealed_in_order_and_without_gaps
                records_are_read_on_from_a_number
                of_many_sealers_at_once_each_record_is_sealed_by_one
                a_chain_that_nobody_touched_holds
                records_go_after_their_retention_and_the_rest_hangs_on_the_last_of_them
                a_record_that_is_younger_keeps_those_behind_it
                counts_become_records_of_the_chain
                records_say_who_acted
                what_is_accepted_is_genuine_from_then_on
                a_process_without_the_right_key_deletes_no_record
                from_an_unmarked_record_on_nothing_is_deleted_until_it_is_accepted;
            codes:
                a_right_code_mints_a_token_that_completes
                a_code_works_once
                of_many_parallel_right_tries_one_wins
                the_third_wrong_try_kills_a_code_and_not_the_second
                parallel_tries_are_compared_three_times_at_most
                a_code_expires
                a_code_is_bound_to_address_and_purpose
                a_code_is_bound_to_the_key_of_the_installation
                every_try_is_recorded
                a_code_of_an_earlier_attempt_is_good_until_its_entry_is_settled
                the_codes_of_all_attempts_at_a_mail_share_their_tries;
            directories:
                a_directorys_account_gets_a_link_and_leaves_no_address_or_name
                an_address_that_a_directory_does_not_know_gets_decoys
                a_directorys_account_that_is_shut_gets_decoys
                a_second_mail_finds_the_same_shadow_and_kills_no_link
                a_password_or_address_changed_elsewhere_voids_links_and_the_next_mail_works
                a_write_begins_only_while_address_and_version_stand
                a_write_that_was_released_leaves_the_link_as_it_was
                a_write_that_was_finished_ends_as_every_reset_does
                a_write_is_finished_though_its_token_died_meanwhile
                one_password_of_an_account_is_written_at_a_time
                a_write_whose_writer_died_is_settled_when_its_lease_is_over
                of_many_that_begin_a_write_at_once_one_may
                of_many_parallel_mails_to_an_account_all_find_one_shadow
                a_shadow_that_was_disowned_is_told_at_the_address_that_its_directory_gave
                a_shadow_takes_nothing_about_its_person_and_no_password
                of_several_accounts_with_one_address_each_gets_a_link_of_its_own
                of_several_accounts_those_that_are_locked_get_no_link
                a_shadow_that_nothing_speaks_of_goes_when_its_records_do;
            guesses:
                over_many_days_no_day_sees_more_than_ten_wrong_codes_and_a_right_one_works_within_its_tries
                a_day_of_requests_and_tries_for_all_purposes_compares_ten_wrong_codes
                codes_minted_at_once_for_several_purposes_share_what_is_left
                parallel_tries_over_several_purposes_are_counted_one_by_one
                a_flood_of_tries_takes_no_try_from_a_living_code
                unknown_addresses_lose_their_codes_alike;
            hashes:
                the_recipes_of_stored_hashes_are_told_while_an_account_has_them
                a_rehash_replaces_the_hash_that_still_stands_and_nothing_else;
            keeping:
                locations_come_back_as_they_were_set
                a_patch_keeps_what_it_leaves_absent
                parallel_patches_of_a_location_all_count
                keys_are_listed_oldest_first
                of_many_nodes_that_start_at_once_one_makes_the_first_key
                a_key_is_rewrapped_once_from_what_it_was
                nodes_add_to_shared_network_buckets
                parallel_network_counts_are_not_lost
                a_node_that_starts_reads_the_emptiest_buckets
                the_untrusted_proxy_that_was_met_last_is_noted
                a_note_is_written_once
                every_step_leaves_a_record
                a_store_that_works_answers_a_ping;
            mails:
                a_mail_that_was_sent_tells_its_way_and_no_address
                a_mail_to_nobody_has_no_account
                a_report_counts_once_and_for_mail_and_recipient_alone
                of_many_parallel_reports_of_one_event_one_counts
                a_report_that_comes_before_its_mail_is_settled_counts
                a_mail_that_nobody_was_sent_has_no_name_and_one_that_was_given_up_keeps_it
                a_hard_bounce_stops_every_mail_to_the_mailbox_for_a_day
                a_bounce_that_passes_stops_nothing
                a_complaint_stops_notices_and_sign_in_codes_and_never_resets
                an_address_without_an_account_that_complained_is_not_told_again
                callers_who_hear_of_deliveries_hear_nothing_of_stopped_mailboxes
                an_operator_lets_mails_through_again_and_the_same_report_stops_nothing
                a_stop_that_is_over_is_not_lifted
                what_became_of_mails_goes_with_the_account
                the_mails_of_an_account_are_listed_newest_first_page_by_page
                figures_count_what_was_sent_within_the_span
                receivers_hear_of_requests_and_of_what_became_of_mails
                mails_and_stops_are_kept_for_their_time;
            notices:
                an_address_without_an_account_is_told_if_its_request_was_accepted_with_a_notice
                a_request_without_a_notice_is_reported_for_nobody
                a_retry_decides_as_the_first_attempt_did;
            not_me:
                an_ordinary_link_outlives_everything_but_a_reset_mailed_to_its_address
                the_link_of_the_address_before_outlives_the_resets_of_the_new_one
                an_older_link_to_the_address_before_locks_as_well
                a_lock_is_not_lost_and_is_heard_of
                an_account_that_was_shut_is_opened_with_a_new_password_alone
                what_was_mailed_last_is_forgotten_when_no_link_is_left;
            offers:
                a_sign_up_that_has_to_wait_contests_the_one_before
                the_same_password_sent_twice_contests_nothing
                a_sign_up_that_had_to_wait_contests_those_after_it_for_a_day
                a_sign_up_that_had_to_wait_leaves_an_account_that_a_reset_opens
                an_account_stays_while_an_offer_or_a_refused_sign_up_of_it_does
                a_contested_link_leads_to_a_new_password
                an_uncontested_link_leads_to_no_new_password
                a_contested_code_signs_nobody_in
                a_mail_confirms_no_offer_that_was_made_after_it_was_asked_for
                a_mail_that_is_sent_again_confirms_the_same_offer
                a_password_of_an_account_made_at_once_is_contested_by_a_sign_up
                what_was_offered_is_known_alike_for_every_state_of_the_address
                any_proof_of_the_address_forgets_what_was_offered
                of_an_offer_that_is_confirmed_and_contested_at_once_one_comes_first;
            outbox:
                entries_are_claimed_oldest_first_up_to_the_limit
                a_claim_tells_how_long_its_entry_has_waited
                a_claimed_entry_is_nobody_elses_until_the_lease_is_over
                a_renewed_claim_lasts_from_then_on
                a_reserved_entry_is_claimed_by_its_id_alone_until_its_time
                parallel_claims_share_no_entry
                a_lost_claim_prepares_and_settles_nothing
                a_mail_that_was_sent_is_sent_no_more_though_its_claim_was_lost
                a_lease_that_ran_out_is_no_lost_claim_until_somebody_takes_it
                a_settled_entry_is_over
                a_retry_is_due_after_its_wait_and_counts_as_a_failure
                the_next_due_entry_is_known
                the_depth_tells_what_is_due_what_waits_and_what_was_given_up
                entries_are_listed_by_state_newest_first
                what_waits_for_a_person_is_listed_and_nothing_of_others
                an_operator_has_a_waiting_entry_tried_at_once
                an_entry_that_may_be_under_way_is_left_to_its_worker
                a_notice_that_was_given_up_is_tried_again_and_a_request_is_not
                an_operator_drops_a_pending_entry_for_good;
            own_account:
                a_changed_password_ends_everything_but_the_session_that_changed_it
                a_new_address_is_the_accounts_once_its_mail_is_confirmed
                an_address_that_another_account_has_is_never_given_away;
            prepare:
                a_known_address_gets_a_link_and_a_code_that_work
                an_unknown_address_gets_decoys_that_are_never_good
                a_locked_account_gets_decoys_and_silence
                a_request_that_a_completion_overtook_mints_nothing_good
                a_link_minted_before_a_completion_is_dead_after_it
                a_newer_mail_kills_no_older_link
                a_retry_mints_anew_and_the_first_link_stays_good
                what_was_mailed_is_repeated_while_it_is_good_for_half_of_its_life
                what_was_mailed_is_not_repeated_once_it_was_used
                the_newest_code_alone_counts
                after_ten_wrong_codes_mails_carry_the_link_alone
                a_flood_of_wrong_codes_takes_the_codes_for_a_day_at_most
                a_notice_carries_a_not_me_link_of_the_epoch_that_it_tells_of
                a_notice_speaks_the_language_of_its_door_then_the_accounts_where_that_counts_then_the_browsers
                a_notice_for_a_deleted_account_stays_silent
                known_and_unknown_leave_the_same_rows
                a_request_is_recorded_once_however_often_its_delivery_is_tried;
            second_factors:
                a_code_of_the_app_turns_it_on_and_ends_every_session
                a_set_up_is_complete_or_leaves_nothing_and_says_from_where
                a_second_factor_from_before_the_proof_of_the_address_falls_with_it
                an_account_with_a_second_factor_opens_by_it_alone
                of_a_thousand_parallel_uses_of_one_code_one_opens_a_session
                of_many_parallel_uses_of_a_recovery_code_one_opens_a_session
                pauses_grow_whatever_was_right_in_between_and_the_owner_is_told_once
                after_five_wrong_codes_the_right_one_waits_and_a_recovery_code_does_not
                parallel_wrong_codes_are_counted_one_by_one
                a_link_or_code_without_the_second_factor_stays_good
                a_challenge_takes_the_place_of_the_first_factor_and_works_once
                a_challenge_survives_a_wrong_code
                a_reset_neither_passes_by_nor_removes_it
                turned_off_it_is_asked_for_no_more
                a_session_that_is_passed_on_is_not_asked_again;
            sessions:
                the_living_sessions_of_an_account_are_listed_the_newest_first
                a_refresh_token_is_rotated_and_the_session_lives_on
                a_refresh_token_expires_and_its_session_with_it
                an_unknown_refresh_token_is_refused
                a_replay_within_the_grace_is_refused_without_alarm
                a_replay_after_the_grace_ends_the_session
                of_many_parallel_refreshes_one_rotates
                a_token_that_is_kept_is_good_again_and_lives_on_with_its_session
                a_session_ends_at_its_longest_however_often_it_is_refreshed
                of_many_parallel_refreshes_that_keep_the_token_all_succeed
                the_owner_is_told_of_a_use_from_far_away_where_tokens_are_kept
                the_owner_is_told_of_a_sign_in_from_a_new_network_or_by_a_new_device
                a_session_knows_when_and_by_what_it_was_refreshed
                a_token_that_was_used_up_is_not_good_again_where_tokens_are_kept
                a_refresh_supersedes_the_other_refresh_tokens_of_account_and_client
                a_refresh_may_leave_the_other_sessions_alone
                a_refresh_token_of_another_client_is_refused_and_stays_good
                a_session_ends_once
                any_of_its_refresh_tokens_ends_a_session;
            sign_in:
                a_session_opens_for_a_verified_account
                no_session_opens_if_the_account_changed_since_it_was_verified
                a_hash_that_was_renewed_since_it_was_verified_keeps_nobody_out
                a_token_signs_in_once_of_a_hundred_parallel_tries
                a_sign_in_link_opens_a_session_and_proves_the_address
                a_one_time_token_does_not_prove_the_address
                a_token_of_another_purpose_signs_nobody_in
                tokens_that_are_not_good_sign_nobody_in
                an_account_that_must_reset_is_let_in_by_nothing_else
                a_code_signs_in_once_and_proves_the_address
                a_session_is_passed_on_while_it_lives
                a_session_is_passed_on_for_what_is_left_of_the_bearer_that_asked
                no_step_opens_a_session_by_one_that_is_passed_on
                of_a_hundred_that_present_a_session_passed_on_one_gets_it
                only_a_token_that_passes_a_session_on_shares_one;
            sign_up:
                a_sign_up_makes_an_unconfirmed_account_and_asks_for_a_mail
                every_way_to_confirm_a_sign_up_takes_its_password_over
                two_passwords_that_were_offered_take_each_other_out
                a_second_sign_up_with_the_same_password_contests_nothing
                another_proof_of_the_address_takes_no_password_over
                a_reset_forgets_what_was_offered
                a_sign_up_for_a_taken_address_changes_nothing_about_its_account
                a_sign_up_that_has_to_wait_asks_for_no_mail_and_spends_nothing
                of_many_parallel_sign_ups_one_makes_the_account
                a_registered_account_is_in_at_once_and_a_taken_address_is_not
                a_registered_password_does_not_outlive_a_proof_by_others
                an_unconfirmed_account_makes_room_for_an_operators
                an_unconfirmed_account_makes_room_for_an_edit
                an_address_that_an_operator_set_is_not_the_one_that_was_signed_up_with
                what_nobody_confirms_goes_after_a_day
                a_verification_link_works_once_and_opens_no_session
                a_profile_is_changed_field_by_field;
            sweep:
                nothing_that_matters_is_swept
                a_token_is_told_as_expired_until_its_retention_is_over
                settled_entries_go_after_their_retention_and_pending_ones_never
                limits_go_once_they_limit_nothing
                every_account_that_nobody_confirmed_goes_however_many_there_are
                counts_of_networks_and_wrong_codes_go_once_they_limit_nothing
                sessions_and_refresh_tokens_go_when_their_time_is_over
                codes_go_when_they_expire
                a_sweep_is_bounded;
            images:
                an_image_of_a_location_is_kept_under_its_name_for_good;
            templates:
                a_locations_templates_come_back_as_they_were_set
                a_template_takes_the_place_of_the_one_before
                a_template_is_taken_away_once;
            tokens:
                inspecting_a_token_changes_nothing
                a_token_knows_where_its_request_wanted_to_go
                an_unknown_token_is_unknown
                a_token_is_good_until_the_microsecond_it_expires
                of_a_thousand_parallel_completions_one_is_done
                completing_sets_all_that_a_reset_sets
                completing_ends_every_session_token_and_code
                the_way_in_belongs_to_the_new_epoch
                a_token_of_another_location_is_refused_and_stays_good
                a_token_of_another_purpose_completes_nothing
                disowning_shuts_the_account_until_a_reset
                disowning_a_change_of_address_locks_the_account_and_mails_nobody
                a_disowned_account_opens_to_resets_alone
                of_many_parallel_disownings_one_is_done
                a_reset_and_a_disowning_at_once_leave_one_of_both
                operators_mint_links_for_accounts_that_are_not_locked
                what_a_lock_ended_stays_ended;
            trials:
                wrong_passwords_make_the_next_try_wait_for_its_own_network_and_address_alone
                a_try_that_was_right_does_not_count
                a_newcomer_to_a_contested_address_waits_once_and_a_familiar_network_does_not
                of_many_parallel_tries_no_more_are_looked_at_than_are_free;
            webhooks:
                each_receiver_is_told_of_what_it_wants
                nobody_is_told_who_does_not_want_to_know
                a_message_is_retried_given_up_and_tried_again
                what_waits_to_be_delivered_is_counted
                what_goes_to_nobody_any_more_is_given_up
                what_waits_for_a_receiver_goes_to_its_corrected_url
                what_waits_for_a_receiver_goes_to_no_other
                a_message_whose_worker_is_gone_is_anothers_after_the_lease
                workers_share_no_message;
            withdraw:
                a_withdrawn_request_is_given_up_and_gives_its_cooldown_back
                the_longer_counts_of_a_withdrawn_request_stay
                a_later_requests_cooldown_is_not_given_back
                a_lost_claim_withdraws_nothing;
        }
    };
    (@tests $open:ident; $($group:ident: $($case:ident)+;)+) => {
        $(mod $group {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                crate::contract::$group::$case(super::$open().await).await;
            })+
        })+
    };
    (@each; $($group:ident: $($case:ident)+;)+) => {
        &[$($((stringify!($case), |fixture| Box::pin(crate::contract::$group::$case(fixture)))),+),+]
    };
}
pub(crate) use store_contract;
